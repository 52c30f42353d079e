-- ends: error overflow
-- ends: memory
-- __unm calls itself.
local function main()
  local t = setmetatable({}, {__unm = function(t) return 1 + -t end})
  return -t
end

return {main = main}
