-- ends: ok
-- ends: error
-- ends: terminated
-- A call that waits, within the metamethod of a library function and of an operator.
local time = require("time")

local function main()
  local t = setmetatable({}, {__tostring = function()
    time.sleep("1ms")
    return "x"
  end, __add = function()
    time.sleep("1ms")
    return 1
  end})
  assert(t + 1 == 1)
  return tostring(t)
end

return {main = main}
