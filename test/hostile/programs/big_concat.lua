-- ends: terminated
-- inside: c
-- table.concat of a million pieces.
local function main()
  local t = {}
  for i = 1, 1000000 do
    t[i] = "x"
  end
  while true do
    table.concat(t)
  end
end

return {main = main}
