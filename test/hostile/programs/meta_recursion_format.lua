-- ends: error overflow
-- ends: memory
-- __tostring calls string.format, which calls __tostring.
local function main()
  local t = setmetatable({}, {__tostring = function(t) return string.format("%s", t) end})
  return string.format("%s", t)
end

return {main = main}
