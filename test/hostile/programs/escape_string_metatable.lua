-- ends: ok
-- The metatable of strings is everybody's: it is not for writing.
local function main()
  local meta = getmetatable("")
  if type(meta) == "table" then
    pcall(function() meta.__index = nil end)
    pcall(function() meta.__index.upper = error end)
    pcall(function() meta.__add = error end)
    pcall(rawset, meta, "__index", nil)
  end
  assert(("x"):upper() == "X")
  assert(not pcall(setmetatable, "", {}))
end

return {main = main}
