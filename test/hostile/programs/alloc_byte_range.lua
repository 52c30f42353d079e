-- ends: error
-- ends: memory
-- A million results of one call.
local function main()
  return select("#", ("x"):rep(10000000):byte(1, -1))
end

return {main = main}
