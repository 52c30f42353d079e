-- ends: terminated
-- Sleeps of a nanosecond.
local time = require("time")

local function main()
  while true do
    time.sleep(1)
  end
end

return {main = main}
