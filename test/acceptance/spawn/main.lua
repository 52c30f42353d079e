-- Processes, PIDs and destinations: process.md sections 1 to 3.
local check = require("check")
local time = require("time")

local host = "app:processes"

local function pids()
  local me = process.pid()
  check.ok("a PID is {host|0x...}", me:match("^{app:terminal|0x%x%x%x%x%x+}$") ~= nil, me)
  check.eq("process.id() is the entry", process.id(), "app:main")
  local seen = process.listen("whoami")
  local pid, err = process.spawn("app:whoami", host, me)
  check.ok("spawn answers pid, nil", type(pid) == "string" and err == nil)
  local who = check.receive(seen) or {}
  check.ok("the child is the one that was answered", who[1] == "app:whoami" and who[2] == pid)
  check.ok("its PID names its host", pid:match("^{app:processes|0x%x+}$") ~= nil, pid)
  local ids, fresh = {}, true
  for _ = 1, 50 do
    local next_pid = process.spawn("app:direct", host)
    fresh = fresh and not ids[next_pid]
    ids[next_pid] = true
  end
  check.ok("no PID is used twice", fresh)
end

local function messages()
  local me = process.pid()
  local echoes = process.listen("echo")
  local echo = process.spawn("app:echo", host)
  -- The child can be addressed at once.
  for i = 1, 100 do
    process.send(echo, "t", i)
  end
  local fine = true
  for i = 1, 100 do
    fine = fine and check.receive(echoes) == i
  end
  check.ok("messages sent at once wait for the child, in order", fine)
  local ok, err = process.send(echo, "t", 1)
  check.ok("send answers true, nil", ok == true and err == nil)
  check.receive(echoes)

  local legacy = echo:gsub("|", "|x|")
  process.send(legacy, "t", "legacy")
  check.eq("a three-part PID is accepted", check.receive(echoes), "legacy")

  local monitored = process.spawn_monitored("app:echo", host)
  process.send(monitored, "stop")
  local event = check.receive(process.events())
  check.ok("EXIT of a monitored child", event and event.kind == "pid.exit" and event.from == monitored)
  check.eq("with its value", event and event.result and event.result.value, "stopped")
  ok, err = process.send(monitored, "t", 1)
  check.eq("send to a dead PID answers nil", ok, nil)
  check.err("send to a dead PID", err, "NotFound", "process not found")
  ok, err = process.send("{app:nowhere|0x00001}", "t", 1)
  check.err("send to an unknown host", err, "NotFound", "not found")
  ok, err = process.send("no-such-name", "t", 1)
  check.err("send to an unknown name", err, "NotFound", "could not resolve 'no-such-name' as PID or registered name")
  process.send(echo, "stop")
  check.eq("send to oneself", process.send(me, "self", 1), true)
end

local function failures()
  local function fails(name, kind, text, ...)
    local pid, err = process.spawn(...)
    check.ok(name .. " answers nil", pid == nil)
    check.err(name, err, kind, text)
  end
  fails("unknown host", "NotFound", "host not found: app:nowhere", "app:echo", "app:nowhere")
  fails("unknown process", "NotFound", "not found", "app:nothing", host)
  fails("an entry that is no process", "NotFound", "not found", "app:notes", host)
  fails("a function", "NotFound", "process not found: app:called; app:called is a function.lua: call it by funcs.call", "app:called", host)
  fails("a method the module lacks", "NotFound", "method \"main\" not found in module", "app:methodless", host)
  fails("a host that does not run", "Unavailable", "host is not running", "app:echo", "app:off")
  local pid, err = process.spawn("app:broken", host)
  check.ok("a chunk that fails makes spawn fail", pid == nil and type(err) == "userdata", tostring(pid))
  check.ok("with the error's text", err and tostring(err):find("attempt to index", 1, true) ~= nil, err)
  pid, err = process.spawn("app:blocking", host)
  check.ok("a chunk that blocks makes spawn fail", pid == nil and type(err) == "userdata", tostring(pid))
  pid, err = process.spawn_monitored("app:broken", host)
  check.ok("a failed start", pid == nil and err ~= nil)
  check.ok("makes no EXIT", check.silent(process.events()))
end

local function methods()
  local value = process.exec("app:direct", host, 1, nil, 3)
  check.eq("a chunk that returns a function", value, "direct 3")
  local got = process.exec("app:arguments", host, "a", nil, false, nil)
  check.ok("arguments keep their places", got.n == 4 and got[1] == "a" and got[2] == nil and got[3] == false, got.n)
  local left = process.listen("left")
  check.eq("main's return ends the process", process.exec("app:leaver", host, process.pid()), "gone")
  check.ok("and its coroutines with it", check.silent(left, "200ms"))
end

local function options()
  local now = process.get_options()
  check.ok("options are off at first", now.trap_links == false and now.upgradable == false)
  local ok, err = process.set_options({trap_links = true})
  check.ok("set_options answers true, nil", ok == true and err == nil)
  check.ok("and sets them", process.get_options().trap_links == true)
  ok, err = process.set_options({trap_links = "yes"})
  check.eq("a wrong type answers false", ok, false)
  check.err("a wrong type", err, "Invalid", "trap_links must be a boolean")
  ok, err = process.set_options({colour = true, upgradable = true})
  check.eq("an unknown option answers false", ok, false)
  check.err("an unknown option", err, "Invalid", "option colour is not supported")
  check.ok("valid keys beside it apply", process.get_options().upgradable == true)
  ok, err = process.set_options(5)
  check.eq("no table answers false", ok, false)
  check.err("no table", err, "Invalid", "options parameter must be a table")
  process.set_options({trap_links = false, upgradable = false})
end

local function main()
  pids()
  messages()
  failures()
  methods()
  options()
  local answer = process.exec("app:killer", host, process.pid()) or {}
  time.sleep("50ms")  -- it would end here
  check.eq("terminate of the process on the terminal is accepted and ignored", answer.fine, true)
  return check.done()
end

return {main = main}
