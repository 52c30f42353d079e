-- ends: ok
-- ends: memory
-- A channel is closed under ten thousand tasks that wait for it.
local function main()
  local ch, woken = channel.new(), 0
  for _ = 1, 10000 do
    coroutine.spawn(function()
      ch:receive()
      woken = woken + 1
    end)
  end
  coroutine.yield()
  ch:close()
  while woken < 10000 do
    coroutine.yield()
  end
end

return {main = main}
