-- ends: error overflow
-- ends: memory
-- Callbacks of gsub in each other.
local function main()
  local function nested()
    return (("x"):gsub("x", nested))
  end
  return nested()
end

return {main = main}
