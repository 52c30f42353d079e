-- ends: error overflow
-- ends: error too many
-- ends: memory
-- A hundred thousand coroutines in each other, or as many as may be.
local function main()
  local function nested(depth)
    if depth < 100000 then
      coroutine.wrap(nested)(depth + 1)
    end
  end
  nested(1)
  return "to the bottom"
end

return {main = main}
