-- ends: ok
-- Numbers that are none.
local function main()
  local t = {}
  for i = 1, 1000 do
    t[i] = i % 3 == 0 and 0 / 0 or i
  end
  pcall(table.sort, t)
end

return {main = main}
