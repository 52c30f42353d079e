-- ends: terminated
-- Tasks and the main coroutine, by turns.
local function main()
  for _ = 1, 3 do
    coroutine.spawn(function()
      while true do
        coroutine.yield()
      end
    end)
  end
  while true do
    coroutine.yield()
  end
end

return {main = main}
