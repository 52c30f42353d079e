-- ends: ok
-- ends: error
-- A result of a hundred thousand tables in each other.
local function nested(depth)
  local t = {}
  for _ = 1, depth do
    t = {t}
  end
  return t
end

local function main()
  return nested(100000)
end

return {main = main}
