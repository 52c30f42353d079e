-- ends: error overflow
-- ends: memory
-- __call calls itself.
local function main()
  local t = setmetatable({}, {__call = function(t, ...) return 1 + t(...) end})
  return t(1)
end

return {main = main}
