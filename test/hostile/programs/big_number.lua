-- ends: terminated
-- inside: c
-- Numbers of a million digits.
local function main()
  local s = ("9"):rep(1000000)
  while true do
    tonumber(s)
    tonumber(s, 10)
  end
end

return {main = main}
