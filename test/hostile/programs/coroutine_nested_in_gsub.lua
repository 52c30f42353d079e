-- ends: error overflow
-- ends: memory
-- Coroutines and callbacks of gsub in each other: the C stack is what is used up.
local function main()
  local function nested()
    return (("x"):gsub("x", coroutine.wrap(nested)))
  end
  return nested()
end

return {main = main}
