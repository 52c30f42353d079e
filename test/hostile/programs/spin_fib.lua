-- ends: terminated
-- Recursion in a tree that takes longer than the universe.
local function fib(n)
  return n < 2 and n or fib(n - 1) + fib(n - 2)
end

local function main()
  return fib(200)
end

return {main = main}
