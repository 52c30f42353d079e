-- ends: terminated
-- Sleeps of a length that is no number.
local time = require("time")

local function main()
  while true do
    pcall(time.sleep, 0 / 0)
    pcall(time.sleep, math.huge)
  end
end

return {main = main}
