-- ends: ok
-- The table loses its items while it is sorted.
local function main()
  for size = 2, 100 do
    local t = {}
    for i = 1, size do
      t[i] = size - i
    end
    pcall(table.sort, t, function(a, b)
      for i = 1, size do
        t[i] = nil
      end
      return (a or 0) < (b or 0)
    end)
  end
end

return {main = main}
