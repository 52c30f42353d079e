-- ends: terminated
-- inside: c
-- A sort of a million equal numbers.
local function main()
  local t = {}
  for i = 1, 1000000 do
    t[i] = 1
  end
  while true do
    table.sort(t)
  end
end

return {main = main}
