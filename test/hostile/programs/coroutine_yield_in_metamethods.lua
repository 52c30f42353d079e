-- ends: ok
-- ends: error yield
-- Metamethods that yield.
local function main()
  local t = setmetatable({}, {__index = coroutine.yield, __add = coroutine.yield, __tostring = coroutine.yield,
    __lt = coroutine.yield})
  local use = coroutine.wrap(function()
    return t.x, t + t, t < t, tostring(t)
  end)
  for _ = 1, 4 do
    use("x")
  end
end

return {main = main}
