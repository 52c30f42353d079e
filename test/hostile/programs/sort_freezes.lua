-- ends: ok
-- The comparator freezes the table.
local function main()
  local t = {5, 4, 3, 2, 1}
  pcall(table.sort, t, function(a, b)
    table.freeze(t)
    return a < b
  end)
end

return {main = main}
