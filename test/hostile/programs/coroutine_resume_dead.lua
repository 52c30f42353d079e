-- ends: ok
-- Ended coroutines, resumed.
local function main()
  local own = coroutine.create(function() end)
  coroutine.resume(own)
  for _ = 1, 100000 do
    assert(coroutine.resume(own) == false)
  end
  assert(not pcall(coroutine.wrap(error), "x"))
end

return {main = main}
