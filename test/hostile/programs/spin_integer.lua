-- ends: terminated
-- The dialect's integers: division and bits.
local function main()
  local x = 1
  while true do
    x = ((x << 3) ~ (x >> 7) & 0xffff | 1) // 3 + 7
  end
end

return {main = main}
