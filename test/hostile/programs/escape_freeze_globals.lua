-- ends: ok
-- ends: error
-- The globals are frozen: the program can still wait and end.
local time = require("time")

local function main()
  pcall(table.freeze, _G)
  time.sleep("1ms")
  return 1
end

return {main = main}
