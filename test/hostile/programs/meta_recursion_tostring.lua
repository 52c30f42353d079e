-- ends: error overflow
-- ends: memory
-- __tostring calls itself.
local function main()
  local t = setmetatable({}, {__tostring = function(t) return "x" .. tostring(t) end})
  return tostring(t)
end

return {main = main}
