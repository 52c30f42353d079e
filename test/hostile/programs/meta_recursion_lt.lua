-- ends: error overflow
-- ends: memory
-- __lt calls itself.
local function main()
  local t = setmetatable({}, {__lt = function(a, b) return not (a < b) end})
  return t < t
end

return {main = main}
