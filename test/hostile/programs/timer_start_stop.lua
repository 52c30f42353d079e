-- ends: terminated
-- Timers that are stopped at once.
local time = require("time")

local function main()
  while true do
    time.timer("1h"):stop()
  end
end

return {main = main}
