-- ends: terminated
-- A comparator that decides so that the sort takes as long as can be.
local function main()
  -- McIlroy's: a value is fixed only when it must be, and the one likely to be the pivot becomes the next smallest.
  while true do
    local values, solid, candidate, t = {}, 0, 0, {}
    local gas = 200000
    for i = 1, gas do
      values[i], t[i] = gas, i
    end
    pcall(table.sort, t, function(x, y)
      if values[x] == gas and values[y] == gas then
        if x == candidate then
          values[x] = solid
        else
          values[y] = solid
        end
        solid = solid + 1
      end
      if values[x] == gas then
        candidate = x
      elseif values[y] == gas then
        candidate = y
      end
      return values[x] < values[y]
    end)
  end
end

return {main = main}
