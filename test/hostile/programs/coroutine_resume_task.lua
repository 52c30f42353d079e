-- ends: ok
-- ends: error
-- ends: terminated
-- A task that waits for a message, resumed by hand: no wait may be taken from the scheduler.
local time = require("time")

local function main()
  local inbox = process.inbox()
  local task = coroutine.spawn(function()
    inbox:receive()
  end)
  time.sleep("1ms")
  for _ = 1, 10 do
    pcall(coroutine.resume, task, "not a message")
  end
  process.send(process.pid(), "topic")
  time.sleep("10ms")
end

return {main = main}
