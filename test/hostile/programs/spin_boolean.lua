-- ends: terminated
-- Conditions alone.
local function main()
  local a, b = true, false
  while a and not b or b and not a do
    a, b = a or b, a and b
  end
end

return {main = main}
