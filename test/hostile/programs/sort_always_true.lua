-- ends: ok
-- ends: error invalid order function
-- A comparator that says yes to everything.
local function main()
  local t = {}
  for i = 1, 10000 do
    t[i] = i
  end
  table.sort(t, function() return true end)
end

return {main = main}
