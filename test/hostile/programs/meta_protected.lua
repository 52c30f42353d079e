-- ends: ok
-- __metatable hides and guards.
local function main()
  local t = setmetatable({}, {__metatable = "guarded"})
  assert(getmetatable(t) == "guarded")
  assert(not pcall(setmetatable, t, nil))
end

return {main = main}
