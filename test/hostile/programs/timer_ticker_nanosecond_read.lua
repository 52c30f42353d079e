-- ends: terminated
-- Ticks of a nanosecond, read as fast as can be.
local time = require("time")

local function main()
  local ticks = time.ticker(1):channel()
  while true do
    ticks:receive()
  end
end

return {main = main}
