-- ends: ok
-- A comparator that says what it likes, a hundred times.
local function main()
  for _ = 1, 100 do
    local t = {}
    for i = 1, 1000 do
      t[i] = i
    end
    pcall(table.sort, t, function() return math.random() < 0.5 end)
  end
end

return {main = main}
