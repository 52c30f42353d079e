-- ends: error overflow
-- ends: memory
-- ends: ok
-- __len calls itself. (Or is not asked for.)
local function main()
  local t = setmetatable({}, {__len = function(t) return #t + 1 end})
  return #t
end

return {main = main}
