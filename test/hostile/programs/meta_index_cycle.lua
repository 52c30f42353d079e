-- ends: ok
-- ends: error loop
-- Two tables that are each other's __index.
local function main()
  local a, b = {}, {}
  a.__index, b.__index = a, b
  setmetatable(a, b)
  setmetatable(b, a)
  return a.x
end

return {main = main}
