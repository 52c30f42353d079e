local time = require("time")
local calls = 0

-- Says when it began and ended, so that the caller sees how many ran at a time.
local function work(watcher, ms)
  process.send(watcher, "mark", "begin")
  time.sleep(ms .. "ms")
  process.send(watcher, "mark", "end")
  return true
end

local function count(how)
  calls = calls + 1
  if how == "fail" then
    error("as told")
  elseif how == "coroutine" then
    coroutine.spawn(function() error("in a coroutine") end)
    time.sleep("10ms")
  end
  return calls
end

-- One state for both: the first call leaves everything behind, the next must find nothing of it.
local left
local function state(what, watcher)
  if what == "leave" then
    left = {ticker = time.ticker("1ms"), topic = process.listen("mine"), inbox = process.inbox()}
    process.send(process.pid(), "mine", "unread")
    process.send(process.pid(), "other", "unread")
    coroutine.spawn(function()
      while true do
        left.ticker:channel():receive()
        process.send(watcher, "tick")
      end
    end)
    return process.pid()
  end
  local topic, inbox = process.listen("mine"), process.inbox()
  time.sleep("20ms")
  return {
    remembers = left ~= nil,
    same_topic = left ~= nil and left.topic == topic,
    topic = not channel.select({topic:case_receive(), default = true}).default,
    inbox = not channel.select({inbox:case_receive(), default = true}).default,
    pid = process.pid(),
  }
end

return {work = work, count = count, state = state}
