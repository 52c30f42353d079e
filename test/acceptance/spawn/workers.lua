local function echo()
  local inbox = process.inbox()
  while true do
    local msg = inbox:receive()
    if msg:topic() == "stop" then
      return "stopped"
    end
    process.send(msg:from(), "echo", msg:payload():data())
  end
end

local function whoami(parent)
  process.send(parent, "whoami", process.id(), process.pid())
end

local function arguments(...)
  return {n = select("#", ...), ...}
end

-- Its coroutine would speak later, but it returns before.
local function leaver(parent)
  local time = require("time")
  coroutine.spawn(function()
    time.sleep("50ms")
    process.send(parent, "left", "the coroutine outlived its process")
  end)
  return "gone"
end

-- Tries to end another.
local function killer(target)
  local fine, err = process.terminate(target)
  return {fine = fine, err = err and err:message()}
end

return {killer = killer, echo = echo, whoami = whoami, arguments = arguments, leaver = leaver}
