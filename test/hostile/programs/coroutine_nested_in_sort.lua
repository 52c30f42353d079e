-- ends: error overflow
-- ends: memory
-- Coroutines and comparators in each other.
local function main()
  local function nested()
    table.sort({2, 1}, coroutine.wrap(nested))
  end
  nested()
end

return {main = main}
