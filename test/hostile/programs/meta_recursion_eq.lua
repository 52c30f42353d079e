-- ends: error overflow
-- ends: memory
-- __eq calls itself.
local function main()
  local t = setmetatable({}, {__eq = function(a, b) return not (a == b) end})
  return t == setmetatable({}, getmetatable(t))
end

return {main = main}
