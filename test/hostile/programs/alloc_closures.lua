-- ends: memory
-- Functions, all kept.
local function main()
  local t, n = {}, 0
  while true do
    n = n + 1
    local value = n
    t[n] = function() return value end
  end
end

return {main = main}
