-- ends: refused
-- The same, caught again and again.
local function forever()
  while true do
  end
end

while true do
  pcall(forever)
end
