-- ends: ok 0
-- ends: memory
-- ends: error
-- More letters than there are addresses.
local function main()
  return #("x"):rep(2 ^ 53)
end

return {main = main}
