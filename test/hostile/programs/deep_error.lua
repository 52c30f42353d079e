-- ends: ok
-- ends: error
-- An error whose details are a hundred thousand tables in each other.
local function nested(depth)
  local t = {}
  for _ = 1, depth do
    t = {t}
  end
  return t
end

local function main()
  return nil, errors.new({message = "deep", details = nested(100000)})
end

return {main = main}
