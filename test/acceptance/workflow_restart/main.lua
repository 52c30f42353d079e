-- What becomes of open workflows when the program is killed and started again, with the same code and with other code: workflow.md
-- sections 4, 9 and 17. The script says which life this is.
local check = require("check")

local events = process.events()

local function pid_of(id)
  return "{app:workflows|" .. id .. "}"
end

-- The result of one, whether it has ended already or will.
local function result_of(id)
  process.monitor(pid_of(id))
  local event = check.receive(events, "5s") or {result = {}}
  check.eq(id .. ": its event", event.from, pid_of(id))
  return event.result.value, event.result.error
end

local function first()
  local ready = process.listen("ready")
  for _, name in ipairs({"timers", "unread", "named", "parent", "waits", "retries", "changed", "fewer", "versioned", "same_shape"}) do
    process.with_options({}):with_name(name):spawn("app:" .. name, "app:workflows", process.pid())
  end
  process.with_context({tenant = "north"}):with_name("values"):spawn("app:values", "app:workflows", process.pid())
  process.with_options({}):with_name("terminated"):spawn("app:changed", "app:workflows", process.pid())
  for i = 1, 3 do
    check.eq("stored", process.send(pid_of("unread"), "number", i), true)
  end
  check.eq("one that ends", process.with_options({}):with_name("ended"):spawn_monitored("app:waits", "app:workflows") ~= nil, true)
  process.send(pid_of("ended"), "go", "a result")
  check.receive(events)
  for _ = 1, 8 do  -- values, named, parent, changed twice, fewer, versioned, same_shape
    check.receive(ready)
  end
  check.done()
  process.inbox():receive()
end

local function second()
  local asked = process.listen("asked")
  check.eq("timers that are overdue fire in order", result_of("timers"), "100 200 300")
  check.eq("messages are still there", result_of("unread"), "1 2 3")
  process.send(pid_of("values"), "go")
  local got, err = result_of("values")
  check.ok("what was drawn is the same", got and got.same and got.count == 8 and got.now, err)
  process.send(pid_of("the child"), "go", "from the child")
  got = result_of("parent") or {}
  check.ok("a parent hears of its child's end, once", got.same and got.value == "from the child" and got.once)
  process.registry.register("second life")
  local _, open = check.receive(asked)
  check.ok("an activity is tried again", open ~= "timeout")
  check.eq("until it succeeds", result_of("retries"), true)
  check.eq("a result is still known", result_of("ended"), "a result")
  check.eventually("a name is its again", function() return process.send("named workflow", "go", "by its name") end)
  check.eq("so it is found", result_of("named"), "by its name")
  process.send(pid_of("waits"), "go", "on")
  check.eq("one that waited", result_of("waits"), "on")

  -- Of other code.
  process.send(pid_of("same_shape"), "go")
  check.eq("arguments and durations may change: the recorded result", result_of("same_shape"), 1)
  process.send(pid_of("versioned"), "go")
  check.eq("code that asks for its version: one of before", result_of("versioned"), -1)
  process.with_options({}):with_name("versioned"):spawn("app:versioned", "app:workflows", process.pid())
  process.send(pid_of("versioned"), "go")
  check.eq("and a new one", result_of("versioned"), 2)
  for _, id in ipairs({"changed", "fewer", "terminated"}) do
    process.monitor(pid_of(id))
    check.eq(id .. ": a message is kept", process.send(pid_of(id), "go", "as it was"), true)
  end
  check.ok("no code fits: they are blocked, not failed", check.silent(events, "100ms"))
  check.eq("a blocked one can be terminated", process.terminate(pid_of("terminated")), true)
  local event = check.receive(events) or {result = {}}
  check.err("and is", event.result.error, "Canceled", "workflow terminated")
  return check.done()
end

local function third()
  check.eq("with its old code it goes on", result_of("changed"), "as it was")
  check.eq("so does the other", result_of("fewer"), "as it was")
  return check.done()
end

return {main = function(life)
  return ({first = first, second = second, third = third})[life]()
end}
