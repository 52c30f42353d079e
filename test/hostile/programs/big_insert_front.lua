-- ends: terminated
-- inside: c
-- Each insertion at the front moves all the rest.
local function main()
  local t = {}
  for i = 1, 500000 do
    t[i] = i
  end
  while true do
    table.insert(t, 1, 0)
    table.remove(t, 1)
  end
end

return {main = main}
