-- ends: memory
-- Short texts, all kept.
local function main()
  local t, n = {}, 0
  while true do
    n = n + 1
    t[n] = "key " .. n
  end
end

return {main = main}
