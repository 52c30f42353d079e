-- ends: memory
-- Numbers, one after another: the array doubles.
local function main()
  local t, n = {}, 0
  while true do
    n = n + 1
    t[n] = n
  end
end

return {main = main}
