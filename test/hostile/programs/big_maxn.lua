-- ends: terminated
-- inside: c
-- table.maxn looks at every key.
local function main()
  local t = {}
  for i = 1, 500000 do
    t[i * 1.5] = i
  end
  while true do
    table.maxn(t)
  end
end

return {main = main}
