-- ends: error overflow
-- ends: memory
-- __add calls itself.
local function main()
  local t = setmetatable({}, {__add = function(a, b) return 1 + (a + b) end})
  return t + 1
end

return {main = main}
