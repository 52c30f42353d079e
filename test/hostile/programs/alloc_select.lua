-- ends: ok
-- Thousands of arguments, handed on thousands of times.
local function main()
  local t, n = {}, 0
  for i = 1, 5000 do
    t[i] = i
  end
  for _ = 1, 5000 do
    n = n + select("#", unpack(t))
  end
  return n
end

return {main = main}
