-- ends: terminated
-- Sleeps of no length.
local time = require("time")

local function main()
  while true do
    time.sleep(0)
  end
end

return {main = main}
