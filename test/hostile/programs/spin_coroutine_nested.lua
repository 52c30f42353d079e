-- ends: terminated
-- Within ten coroutines in each other.
local function forever()
  while true do
  end
end

local function nested(depth)
  if depth == 0 then
    return forever()
  end
  coroutine.wrap(nested)(depth - 1)
end

local function main()
  nested(10)
end

return {main = main}
