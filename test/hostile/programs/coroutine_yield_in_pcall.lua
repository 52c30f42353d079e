-- ends: ok
-- Yields across protected calls.
local function main()
  local steps = coroutine.wrap(function()
    for i = 1, 1000 do
      pcall(pcall, coroutine.yield, i)
    end
  end)
  for i = 1, 1000 do
    assert(steps() == i)
  end
end

return {main = main}
