-- ends: ok
-- A coroutine is handed round and resumed from several others.
local function main()
  local counter = coroutine.wrap(function()
    for i = 1, 1000 do
      coroutine.yield(i)
    end
  end)
  for i = 1, 1000 do
    assert(coroutine.wrap(counter)() == i)
  end
end

return {main = main}
