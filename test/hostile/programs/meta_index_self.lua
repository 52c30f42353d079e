-- ends: ok
-- ends: error loop
-- A table that is its own metatable and its own __index.
local function main()
  local t = {}
  t.__index, t.__newindex = t, t
  setmetatable(t, t)
  t.y = 1
  return t.x
end

return {main = main}
