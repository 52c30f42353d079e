-- ends: terminated
-- A million items and a comparator.
local function main()
  while true do
    local t = {}
    for i = 1, 1000000 do
      t[i] = (i * 7919) % 1000003
    end
    table.sort(t, function(a, b) return a > b end)
  end
end

return {main = main}
