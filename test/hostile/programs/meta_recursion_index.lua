-- ends: error overflow
-- ends: memory
-- __index calls itself.
local function main()
  local t = setmetatable({}, {__index = function(t, key) return t[key] end})
  return t.x
end

return {main = main}
