-- ends: ok
-- A hundred thousand coroutines that wait, none of them kept.
local function main()
  for _ = 1, 100000 do
    coroutine.wrap(function()
      pcall(coroutine.yield)
    end)()
  end
end

return {main = main}
