-- ends: terminated
-- A hundred protected calls in each other.
local function forever()
  while true do
  end
end

local function nested(depth)
  if depth == 0 then
    return forever()
  end
  return pcall(nested, depth - 1)
end

local function main()
  while true do
    nested(100)
  end
end

return {main = main}
