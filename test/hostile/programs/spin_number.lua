-- ends: terminated
-- Numbers that a compiler turns into machine code.
local function main()
  local x = 0.5
  while true do
    x = 3.9 * x * (1 - x)
  end
end

return {main = main}
