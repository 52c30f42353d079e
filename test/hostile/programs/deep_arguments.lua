-- ends: ok
-- ends: error
-- Arguments of a hundred thousand tables in each other.
local function nested(depth)
  local t = {}
  for _ = 1, depth do
    t = {t}
  end
  return t
end

local function main()
  pcall(process.spawn, "app:returns", "app:hostile", nested(100000))
  pcall(process.exec, "app:returns", "app:hostile", nested(100000))
end

return {main = main}
