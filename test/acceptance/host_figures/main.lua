-- `metrics` and `system`: lua-language.md part 2, registry.md section 7.7.
local check = require("check")
local metrics = require("metrics")
local system = require("system")

local function measured()
  check.eq("counter_inc", metrics.counter_inc("calls"), true)
  check.eq("counter_add", metrics.counter_add("calls", 2, {method = "GET"}), true)
  check.eq("labels that are no texts", metrics.counter_inc("calls", {n = 1, ok = true}), true)
  check.eq("gauge_set", metrics.gauge_set("depth", 42), true)
  check.eq("gauge_dec", metrics.gauge_dec("depth", {}), true)
  check.eq("histogram", metrics.histogram("seconds", 0.2), true)
  check.err("a counter does not fall", select(2, metrics.counter_add("calls", -1)), errors.INVALID, "cannot fall")
  check.raises("an amount that is none", function() metrics.gauge_set("depth", "x" :: any) end, "bad argument")
end

local function program()
  local stats = system.memory.stats()
  check.ok("memory", stats.alloc > 0 and stats.sys > 0 and stats.heap_objects > 0)
  check.eq("one figure of it", system.memory.allocated() > 0, true)
  local before = system.memory.get_limit()
  check.eq("a limit is answered when it is set", system.memory.set_limit(-1), before)
  check.eq("and kept", system.memory.get_limit(), -1)
  check.err("a wrong limit", select(2, system.memory.set_limit(-2)), errors.INVALID)
  check.eq("collecting", system.gc.collect(), true)
  check.eq("percent", system.gc.set_percent(150), 100)
  check.eq("percent is kept", system.gc.get_percent(), 150)
  check.ok("processors", system.runtime.cpu_count() > 0 and system.runtime.goroutines() > 0)
  local processors = system.runtime.max_procs()
  check.eq("max_procs", system.runtime.max_procs(3), processors)
  check.err("max_procs(0)", select(2, system.runtime.max_procs(0)), errors.INVALID)
  check.ok("process", system.process.pid() > 1 and #system.process.hostname() > 0 and system.process.cwd():sub(1, 1) == "/")
  check.ok("modules", #system.modules() > 10 and #system.modules()[1].class > 0)
end

local function cluster()
  local id = system.node.id()
  check.ok("node", #id > 0)
  check.eq("role", system.node.role(), "non-member")
  check.eq("members", #system.cluster.members() .. system.cluster.members()[1].id, "1" .. id)
  check.eq("leader", system.cluster.leader(), "")
  check.err("raft", select(2, system.raft.term()), errors.INTERNAL, "raft not available")
end

local function services()
  local host = system.supervisor.state("app:processes")
  check.eq("a service", host.id .. " " .. host.status .. " " .. host.desired, "app:processes running running")
  check.ok("its times", host.started_at > 1e18 and host.last_update > 1e18 and host.retry_count == 0)
  check.eq("all of them", #system.supervisor.states(), 2)
  check.err("no service", select(2, system.supervisor.state("app:none")), errors.INTERNAL, "service not found")
  check.err("no id", select(2, system.supervisor.state("")), errors.INVALID)
end

local function hosts()
  local locked = process.listen("locked")
  local pid = process.spawn_monitored("app:waits", "app:processes", process.pid())
  check.eq("a lock taken elsewhere", check.receive(locked), true)
  local held, err = system.lock.acquire("job")
  check.eq("is not to be had", held, false)
  check.err("and says so", err, errors.ALREADY_EXISTS)
  check.eq("nor to be released", system.lock.release("job"), false)

  local list = system.hosts.list()
  check.eq("hosts", list[1].id .. " " .. list[1].workers .. " " .. list[1].processes, "app:processes 2 1")
  check.ok("their work", list[1].executed > 0 and list[1].queue_depth >= 0)
  local there = system.hosts.processes("app:processes")
  check.eq("their processes", #there .. there[1].source .. tostring(there[1].pid == pid), "1app:waitstrue")
  check.eq("processes by entry", #system.processes({entry = "app:main"}), 1)
  check.eq("all processes", #system.processes(), 2)
  check.err("no such host", select(2, system.hosts.processes("app:none")), errors.NOT_FOUND)

  process.send(pid, "end")
  check.receive(process.events())
  check.eq("its end frees the lock", system.lock.acquire("job"), true)
  check.eq("and the holder releases it", system.lock.release("job"), true)
end

local function figures()
  local computed = process.listen("computed")
  local pid = process.spawn("app:busy", "app:processes", process.pid(), 400)
  local function seen()
    return system.processes({entry = "app:busy"})[1]
  end
  check.eventually("one that computes: where it was preempted last", function()
    local line = tonumber(string.match(seen().current or "", "^app:busy:(%d+)$"))
    return line ~= nil and line >= 5 and line <= 11
  end)
  check.receive(computed)
  check.eventually("one that waits: the line", function() return seen().current == "app:busy:14" and seen().status == "waiting" end)
  local cpu = seen().cpu_ms
  check.ok("time that it used", cpu > 100 and cpu < 4000, cpu)
  check.eq("waiting uses none", seen().cpu_ms, cpu)
  check.eq("one that was looked at goes on", seen().mailbox, 0)
  process.monitor(pid)
  process.send(pid, "end")
  check.ok("as before", check.receive(process.events()).result.value > 0)
  check.ok("the asking process itself", string.match(system.processes({entry = "app:main"})[1].current, "^app:main:%d+$") ~= nil)
end

local function main()
  measured()
  program()
  cluster()
  services()
  hosts()
  figures()
  system.exit(0)
  return check.done()
end

return {main = main}
