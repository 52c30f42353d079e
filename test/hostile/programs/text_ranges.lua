-- ends: ok
-- seconds: 5
-- Positions beyond both ends.
local function main()
  local s = "hello"
  for _, n in ipairs({0, -1, 5, 6, 2 ^ 31, -2 ^ 31, 2 ^ 32, 2 ^ 53, -2 ^ 53, 2 ^ 63, 1e300, -1e300, math.huge, -math.huge,
    0 / 0}) do
    for _, m in ipairs({0, 1, -1, 2 ^ 31, -2 ^ 31, 2 ^ 63, math.huge, 0 / 0}) do
      pcall(string.sub, s, n, m)
      pcall(string.byte, s, n, m)
      pcall(string.find, s, "l", n)
      pcall(string.find, s, "l", n, true)
      pcall(string.match, s, "l*", n)
      pcall(unpack, {}, n, n)
      pcall(table.concat, {}, ",", n, n - 1)
    end
    pcall(string.rep, s, -math.abs(n))
    pcall(string.rep, "", n)
    pcall(string.char, n)
    pcall(select, n, 1, 2)
    pcall(table.remove, {}, n)
    pcall(math.random, n)
    pcall(math.random, n, n)
    pcall(math.random, -n, n)
    pcall(math.ldexp, 1, n)
    pcall(tostring, n)
    pcall(tonumber, "10", n)
  end
end

return {main = main}
