-- ends: error overflow
-- ends: memory
-- __newindex calls itself.
local function main()
  local t = setmetatable({}, {__newindex = function(t, key, value) t[key] = value end})
  t.x = 1
end

return {main = main}
