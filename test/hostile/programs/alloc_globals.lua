-- ends: memory
-- Globals without number.
local function main()
  local n = 0
  while true do
    n = n + 1
    _G["global" .. n] = n
  end
end

return {main = main}
