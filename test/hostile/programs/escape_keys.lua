-- ends: ok
-- Keys that tables do not take.
local function main()
  assert(not pcall(function()
    local t = {}
    t[0 / 0] = 1
  end))
  local none = {}
  for i = 1, 100000 do
    none[nil] = {i}  -- goes nowhere, and leaves nothing behind
  end
  assert(next(none) == nil and none[nil] == nil)
  assert(not pcall(next, {}, "not there"))
  local t = {}
  for _, key in ipairs({2 ^ 31, 2 ^ 32, 2 ^ 53, 2 ^ 63, -2 ^ 63, 1e308, -1e308, math.huge, -math.huge, 0.5, -0.0}) do
    t[key] = key
    assert(t[key] == key)
  end
  for key in pairs(t) do
    t[key] = nil
  end
  assert(next(t) == nil)
end

return {main = main}
