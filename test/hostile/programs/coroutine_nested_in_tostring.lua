-- ends: error overflow
-- ends: memory
-- Coroutines and metamethods in each other.
local function main()
  local function nested()
    return tostring(setmetatable({}, {__tostring = coroutine.wrap(nested)}))
  end
  return nested()
end

return {main = main}
