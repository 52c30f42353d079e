-- ends: ok
-- ends: memory
-- Coroutines and protected calls in each other.
local function main()
  local function nested(depth)
    return depth == 100000 or pcall(coroutine.wrap(nested), depth + 1)
  end
  return nested(1)
end

return {main = main}
