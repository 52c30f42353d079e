-- Function pools: process.md section 21 and 14, 16.
local check = require("check")
local time = require("time")
local funcs = require("funcs")

local me = process.pid()

-- Starts n calls at once; answers how many ran at a time at most.
local function crowd(id, n, ms)
  local marks = process.listen("mark")
  local all = {}
  for i = 1, n do
    all[i] = funcs.async(id, me, ms)
  end
  local now, most, finished = 0, 0, 0
  while finished < n do
    local mark = check.receive(marks)
    if mark == "begin" then
      now = now + 1
      most = math.max(most, now)
    elseif mark == "end" then
      now = now - 1
      finished = finished + 1
    else
      return "timeout"
    end
  end
  for i = 1, n do
    all[i]:response():receive()
  end
  return most
end

local function main()
  check.eq("lazy: callers wait at the cap", crowd("app:lazy", 9, 30), 3)
  check.eq("max_size alone is lazy", crowd("app:capped", 6, 30), 2)
  check.eq("inline: one call at a time", crowd("app:inline", 5, 10), 1)
  check.eq("static: as many as it has", crowd("app:fixed", 6, 30), 2)
  check.eq("workers and size: static", crowd("app:workers", 6, 30), 2)
  local most = crowd("app:adaptive", 6, 30)
  check.ok("adaptive: not more than max_size", most == 1 or most == 2, most)

  check.eq("module locals persist: first call", funcs.call("app:counter"), 1)
  check.eq("second call", funcs.call("app:counter"), 2)
  local value, err = funcs.call("app:counter", "fail")
  check.ok("an error goes to the caller", value == nil and err:message():find("as told", 1, true) ~= nil)
  check.eq("and leaves the state usable", funcs.call("app:counter"), 4)
  value, err = funcs.call("app:counter", "coroutine")
  check.ok("an error in a coroutine fails the call", value == nil and err ~= nil
    and err:message():find("in a coroutine", 1, true) ~= nil, err)
  check.ok("and the function stays usable", type(funcs.call("app:counter")) == "number")

  local ticks = process.listen("tick")
  local pid = funcs.call("app:state", "leave", me)
  time.sleep("50ms")
  while not channel.select({ticks:case_receive(), default = true}).default do
  end
  check.ok("timers and coroutines end with their call", check.silent(ticks, "100ms"))
  local found = funcs.call("app:state", "look")
  check.eq("the state is the same", found.remembers, true)
  check.eq("unread messages of a topic do not leak", found.topic, false)
  check.eq("nor those of the inbox", found.inbox, false)
  check.eq("channels are new", found.same_topic, false)
  check.ok("each call has a PID of its own", found.pid ~= pid)
  local sent, gone = process.send(pid, "mine", "late")
  check.ok("a call that is over gets no mail", sent == nil and gone ~= nil)
  return check.done()
end

return {main = main}
