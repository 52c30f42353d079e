-- Names and the spawner builder: process.md sections 8 and 9.
local check = require("check")
local time = require("time")

local host = "app:processes"
local me = process.pid()
local names = process.registry

local function registry()
  check.eq("register for oneself", names.register("main"), true)
  check.eq("lookup", names.lookup("main"), me)
  check.eq("the same again is fine", names.register("main", me), true)
  check.eq("several names", names.register("second"), true)
  local registered = process.listen("registered")
  local pid = process.spawn_monitored("app:registrar", host, me, "one", "two")
  check.receive(registered)
  check.ok("the names of another", names.lookup("one") == pid and names.lookup("two") == pid)
  local ok, err = names.register("one")
  check.ok("a taken name", not ok)
  check.err("a taken name fails", err, "AlreadyExists", "name already registered")
  ok, err = names.register("two", pid)
  check.eq("a name for its own PID again", ok, true)
  check.eq("a name is a destination", process.send("one", "stop"), true)
  local event = check.receive(process.events())
  check.eq("its process ends", event and event.from, pid)
  local found, missing = names.lookup("one")
  check.eq("a lookup after EXIT finds nothing", found, nil)
  check.err("a free name", missing, "NotFound", "name not registered")
  check.eq("all its names are free", names.lookup("two"), nil)
  check.eq("unregister", names.unregister("second"), true)
  check.eq("unregister of nothing", names.unregister("second"), false)
  ok, err = names.register("x", 5)
  check.err("a PID that is no string", err, "Invalid")
  ok, err = names.register("x", me, "local")
  check.err("a scope that is no number", err, "Invalid")
  check.ok("scopes", names.LOCAL == 0 and names.EVENTUAL == 1 and names.CONSISTENT == 2 and names.STRONG == 3)
  ok, err = names.register("x", me, names.EVENTUAL)
  check.err("no gossip on a single node", err, "Internal", "eventual registry not available")
  ok, err = names.register("x", me, names.STRONG)
  check.err("no quorum on a single node", err, "Internal", "global registry not available")
  local other = process.spawn("app:registrar", host, me)
  check.receive(registered)
  check.eq("register for another", names.register("theirs", other), true)
  check.eq("unregister has no owner check", names.unregister("theirs"), true)
  process.terminate(other)
end

local function builder()
  local base = process.with_context({a = 1})
  local more = base:with_context({b = "two"})
  local value = base:exec("app:context", host)
  check.ok("with_context", value and value.a == 1 and value.b == nil)
  value = more:exec("app:context", host)
  check.ok("merges, on a new builder", value and value.a == 1 and value.b == "two")
  check.raises("with_name of nothing raises", function() base:with_name("") end)
  check.raises("with_message to an @ topic raises", function() base:with_message("@x", 1) end)
  check.raises("with_actor of nil raises", function() base:with_actor(nil) end)
  check.raises("with_scope of nil raises", function() base:with_scope(nil) end)
  local pid, err = base:spawn("app:nothing", host)
  check.ok("a failed start is returned", pid == nil and type(err) == "userdata")
  check.err("with its kind", err, "NotFound", "not found")
end

local function spawn_or_signal()
  local up, got = process.listen("up"), process.listen("got")
  local spawner = process.with_options({}):with_name("single"):with_message("first", 1):with_message("second", 2)
  local pid, err = spawner:spawn("app:worker", host, me, "x", "y")
  check.ok("a named start", type(pid) == "string" and err == nil and names.lookup("single") == pid, err)
  check.eq("its arguments", check.receive(up), 2)
  local one, two = check.receive(got) or {}, check.receive(got) or {}
  check.ok("queued messages come in call order", one[1] == "first" and one[2] == 1 and two[1] == "second" and two[2] == 2)
  check.ok("their sender is empty", one[3] == "" and two[3] == "", one[3])
  local again = spawner:with_message("third", 3):spawn_monitored("app:worker", host, me)
  check.eq("a taken name: no start, the same PID", again, pid)
  local seen = {}
  for i = 1, 3 do
    seen[i] = (check.receive(got) or {})[1]
  end
  check.list("the messages go to it", seen, "first second third")
  check.ok("no second process starts", check.silent(up))
  process.send("single", "stop")
  check.ok("the monitor was ignored", check.silent(process.events()))
  check.eventually("its end frees the name", function() return names.lookup("single") == nil end)
  local fresh = spawner:spawn("app:worker", host, me)
  check.ok("then another may start", fresh ~= pid and check.receive(up) == 0)
  process.terminate(fresh)

  -- Everyone who wants the singleton gets the same PID, however close they come.
  check.eventually("free again", function() return names.lookup("single") == nil end)
  local pids, done = {}, channel.new(20)
  for i = 1, 20 do
    coroutine.spawn(function()
      pids[i] = process.with_options({}):with_name("single"):spawn("app:worker", host, me)
      done:send(true)
    end)
  end
  for _ = 1, 20 do
    check.receive(done)
  end
  local same = true
  for i = 2, 20 do
    same = same and pids[i] == pids[1]
  end
  check.ok("20 starts at once make one process", same and pids[1] ~= nil)
  process.send("single", "stop")
end

local function main()
  process.events()
  registry()
  builder()
  spawn_or_signal()
  return check.done()
end

return {main = main}
