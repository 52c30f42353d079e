-- ends: memory
-- Moments, all kept.
local time = require("time")

local function main()
  local t = {}
  while true do
    t[#t + 1] = time.now()
  end
end

return {main = main}
