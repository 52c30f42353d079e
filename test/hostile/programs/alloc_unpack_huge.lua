-- ends: ok
-- ends: error
-- ends: memory
-- More results than there are numbers to count them.
local function main()
  for _, last in ipairs({2 ^ 31 - 1, 2 ^ 31, 2 ^ 32, 2 ^ 53, 1e300, math.huge}) do
    assert(not pcall(unpack, {}, 1, last), last)
    assert(not pcall(unpack, {}, -last, last), last)
  end
end

return {main = main}
