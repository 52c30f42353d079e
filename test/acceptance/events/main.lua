local check = require("check")
local events = require("events")
local funcs = require("funcs")
local time = require("time")

local function basics()
  local sub, err = events.subscribe("basics")
  check.eq("subscribe answers no error", err, nil)
  local ch = sub:channel()
  check.ok("always the same channel", ch == sub:channel())
  local sent, problem = events.send("basics", "made", "/1", {items = {1, 2, {deep = "x"}}, on = true})
  check.eq("send answers true", sent, true)
  check.eq("and nil", problem, nil)
  local event = check.receive(ch)
  check.list("system, kind and path", {event.system, event.kind, event.path}, "basics made /1")
  check.eq("nested data", event.data.items[3].deep, "x")
  check.eq("booleans", event.data.on, true)
  events.send("basics", "made", "/2")
  check.eq("no data", check.receive(ch).data, nil)
  events.send("basics", "made", "/3", "text")
  check.eq("data that is no table", check.receive(ch).data, "text")
  events.send("basics", "made", "/4", {})
  check.eq("an empty table stays one", next(check.receive(ch).data), nil)
  events.send("basics", "made", "/5", {[1] = "a", [3] = "c", key = "lost"})
  local list = check.receive(ch).data
  check.list("plain data: a list loses its string keys", {list[1], list[3], list.key}, "a c")
  events.send("basics", "made", "/6", {f = print})
  check.eq("a function is its text", type(check.receive(ch).data.f), "string")
  events.send("others", "made", "/7")
  check.ok("other systems stay unheard", check.silent(ch))
  check.eq("close answers true", sub:close(), true)
  check.eq("again", sub:close(), true)
  local value, ok = ch:receive()
  check.ok("the channel is closed", value == nil and ok == false)
  check.eq("nobody need listen", events.send("basics", "made", "/8"), true)
end

local function patterns()
  local function heard(system, kind)
    local sub = events.subscribe(system, kind)
    for _, each in ipairs({{"test", "a"}, {"test.a", "a.b"}, {"test.a.b", "b"}, {"tested", "a"}, {"other", "a"}}) do
      events.send(each[1], each[2], each[1] .. "-" .. each[2])
    end
    local paths = {}
    while true do
      local got = channel.select({sub:channel():case_receive(), default = true})
      if got.default then
        break
      end
      paths[#paths + 1] = got.value.path
    end
    sub:close()
    return paths
  end
  check.list("exact", heard("test"), "test-a")
  check.list("a prefix", heard("test.*"), "test.a-a.b test.a.b-b")
  check.list("all systems", heard("*"), "test-a test.a-a.b test.a.b-b tested-a other-a")
  check.list("of one kind", heard("*", "a"), "test-a tested-a other-a")
  check.list("a prefix of kinds", heard("*", "a.*"), "test.a-a.b")
  check.list("all kinds by *", heard("test", "*"), "test-a")
  check.list("all kinds by an empty text", heard("test", ""), "test-a")
end

local function errors()
  local sub, err = events.subscribe("")
  check.eq("an empty pattern", sub, nil)
  check.err("is refused", err, "Invalid", "system pattern is required")
  check.err("an empty system", select(2, events.send("", "k", "p")), "Invalid", "system is required")
  check.err("an empty kind", select(2, events.send("s", "", "p")), "Invalid", "kind is required")
  check.err("an empty path", select(2, events.send("s", "k", "")), "Invalid", "path is required")
  check.raises("a pattern that is no string", function() events.subscribe({}) end, "bad argument #1")
  check.raises("a kind that is no string", function() events.subscribe("s", {}) end, "bad argument #2")
end

local function order()
  local sub = events.subscribe("order")
  local pids = {process.spawn("app:publisher", "app:processes", "order", 500), process.spawn("app:publisher", "app:processes", "order", 500)}
  local seen, orderly = {[pids[1]] = 0, [pids[2]] = 0}, true
  for _ = 1, 1000 do
    local event = check.receive(sub:channel())
    orderly = orderly and event.data.n == seen[event.data.from] + 1
    seen[event.data.from] = event.data.n
  end
  check.ok("each sender's events in the order of sending", orderly)
  check.list("none is lost", {seen[pids[1]], seen[pids[2]]}, "500 500")
  local second = events.subscribe("order")
  check.ok("nothing is replayed", check.silent(second:channel()))
  events.send("order", "k", "both")
  check.list("every subscription hears it", {check.receive(sub:channel()).path, check.receive(second:channel()).path}, "both both")
  sub:close()
  second:close()
end

local function coroutines()
  local sub = events.subscribe("tasks")
  coroutine.spawn(function()
    time.sleep("5ms")
    events.send("tasks", "k", "from a coroutine")
  end)
  check.eq("a receiver that waits", (sub:channel():receive()).path, "from a coroutine")
  coroutine.spawn(function()
    time.sleep("5ms")
    sub:close()
  end)
  local value, ok = sub:channel():receive()
  check.ok("close wakes it", value == nil and ok == false)
end

local function lives()
  local listens = process.listen("listens")
  local ended = process.events()
  local child = process.spawn_monitored("app:subscriber", "app:processes", process.pid(), "lives")
  check.receive(listens)
  events.send("lives", "k", "/to/a/process")
  check.eq("another process hears it", check.receive(ended).result.value, "/to/a/process")
  check.eq("its end ends the subscription", events.send("lives", "k", "/again"), true)
  check.eq("a call subscribes", funcs.call("app:function_subscriber", "/first"), "/first")
  check.eq("the next call of its state hears nothing of that", funcs.call("app:function_subscriber", "/second"), "/second")
  local renewed = process.listen("renewed")
  local pid = process.spawn_monitored("app:renewed", "app:processes", process.pid())
  check.receive(renewed)
  events.send("renewal", "k", "/lost")
  process.send(pid, "plain")
  check.eq("an upgrade ends subscriptions; events never fall back to the inbox", check.receive(ended).result.value, "plain")
  check.err("nobody sends to a subscription's topic", select(2, process.send(process.pid(), "@events:1")), "Invalid", "cannot send to @ topics")
end

local function of_the_host()
  local sub = events.subscribe("supervisor", "service.update")
  check.eventually("a service runs", function() return process.registry.lookup("job") ~= nil end)
  process.send("job", "end")
  local event
  repeat
    event = check.receive(sub:channel())
  until event.path ~= "app:service" or event.data.status ~= "running"
  check.list("services announce their states", {event.path, event.data.status, event.data.desired}, "app:service exited running")

  -- The host hears requests as well.
  local function until_status(status, desired)
    repeat
      event = check.receive(sub:channel())
    until event.path == "app:service" and event.data.status == status
    return event.data.desired == desired
  end
  check.eq("a request on the bus starts a service", events.send("supervisor", "service.start", "app:service"), true)
  check.eq("and it runs", until_status("running", "running"), true)
  check.eventually("its code too", function() return process.registry.lookup("job") ~= nil end)  -- a name before that is none
  check.eq("another stops it", events.send("supervisor", "service.stop", "app:service"), true)
  check.eq("for good", until_status("stopping", "stopped"), true)
  process.send("job", "end")
  check.eq("once its process has ended", until_status("stopped", "stopped"), true)
end

local function main()
  basics()
  patterns()
  errors()
  order()
  coroutines()
  lives()
  of_the_host()
  return check.done()
end

return { main = main }
