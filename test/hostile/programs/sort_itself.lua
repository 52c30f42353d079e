-- ends: ok
-- The comparator sorts the same table.
local function main()
  local t, depth = {5, 4, 3, 2, 1}, 0
  local function compare(a, b)
    depth = depth + 1
    if depth < 1000 then
      pcall(table.sort, t, compare)
    end
    return a < b
  end
  pcall(table.sort, t, compare)
end

return {main = main}
