-- ends: terminated
-- Calls down and back, again and again.
local function down(n)
  if n > 0 then
    down(n - 1)
  end
  return n
end

local function main()
  while true do
    down(100)
  end
end

return {main = main}
