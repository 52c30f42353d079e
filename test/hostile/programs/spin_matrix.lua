-- ends: terminated
-- Three compiled loops in each other.
local function main()
  local n, a, b = 60, {}, {}
  for i = 1, n * n do
    a[i], b[i] = i, -i
  end
  while true do
    local c = {}
    for i = 1, n do
      for j = 1, n do
        local sum = 0
        for k = 1, n do
          sum = sum + a[(i - 1) * n + k] * b[(k - 1) * n + j]
        end
        c[(i - 1) * n + j] = sum
      end
    end
  end
end

return {main = main}
