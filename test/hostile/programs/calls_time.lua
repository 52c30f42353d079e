-- ends: terminated
-- Moments and their differences.
local time = require("time")

local function main()
  while true do
    time.now():sub(time.now()):milliseconds()
  end
end

return {main = main}
