-- ends: terminated
-- inside: c
-- A sort without a comparator does not call Lua at all.
local function main()
  while true do
    local t = {}
    for i = 1, 1000000 do
      t[i] = (i * 7919) % 1000003
    end
    table.sort(t)
  end
end

return {main = main}
