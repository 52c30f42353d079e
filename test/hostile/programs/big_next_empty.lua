-- ends: terminated
-- inside: c
-- next through a large table that was emptied.
local function main()
  local t = {}
  for i = 1, 1000000 do
    t["k" .. i] = nil
    t[i] = i
  end
  for i = 1, 1000000 do
    t[i] = nil
  end
  while true do
    next(t)
  end
end

return {main = main}
