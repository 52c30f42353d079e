-- ends: ok 0
-- ends: memory
-- ends: error
-- Both are long: the text and the count.
local function main()
  return #("x"):rep(1000000):rep(2 ^ 40)
end

return {main = main}
