-- ends: error overflow
-- ends: memory
-- __concat calls itself.
local function main()
  local t = setmetatable({}, {__concat = function(a, b) return "x" .. (a .. b) end})
  return t .. "x"
end

return {main = main}
