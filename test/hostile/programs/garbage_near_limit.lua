-- ends: terminated
-- Much is kept and much is thrown away: near the limit the collector has to work fully, and nothing is refused.
local function main()
  local kept = {}
  for i = 1, 40 do
    kept[i] = ("x"):rep(1000000) .. i
  end
  while true do
    local _ = ("y"):rep(1000000) .. os.clock()
  end
end

return {main = main}
