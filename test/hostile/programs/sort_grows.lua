-- ends: ok
-- The table grows while it is sorted.
local function main()
  local t = {5, 4, 3, 2, 1}
  pcall(table.sort, t, function(a, b)
    if #t < 100000 then
      t[#t + 1] = 0
    end
    return a < b
  end)
end

return {main = main}
