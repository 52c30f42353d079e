-- The measuring side of each benchmark. Messages carry a topic and a number.
local time = require("time")
local kernels = require("kernels")

local host = "bench:processes"

local function elapsed(start) return time.now():sub(start):nanoseconds() end

local function spawn(id, ...)
  local pid, err = process.spawn(id, host, ...)
  if err then error(err) end
  return pid
end

local B = {}

function B.pingpong()
  local n, me, inbox = 300000, process.pid(), process.inbox()
  local peer = spawn("bench:echo", me)
  local start = time.now()
  for i = 1, n do
    process.send(peer, "ping", i)
    inbox:receive()
  end
  local ns = elapsed(start)
  process.send(peer, "stop")
  return {{bench = "pingpong_roundtrip", value = ns / n, unit = "ns"},
          {bench = "pingpong_message", value = ns / n / 2, unit = "ns", note = "topic and a number"}}
end

-- Twenty fields, four of them tables; both processes read all of it.
local function nested()
  local value = {}
  for i = 1, 20 do
    local kinds = {[0] = {id = i, name = "nested value", tags = {1, 2, 3}}, "a short string value", i * 1.5, true, i}
    value["field_" .. i] = kinds[i % 5]
  end
  return value
end

function B.pingpong_map()
  local n, me, inbox, value = 30000, process.pid(), process.inbox(), nested()
  local peer = spawn("bench:echo", me)
  local start = time.now()
  for _ = 1, n do
    process.send(peer, "ping", value)
    inbox:receive():payload():data()
  end
  local ns = elapsed(start)
  process.send(peer, "stop")
  return {{bench = "pingpong_map20_roundtrip", value = ns / n, unit = "ns", note = "20 fields, 4 of them tables"},
          {bench = "pingpong_map20_message", value = ns / n / 2, unit = "ns"}}
end

function B.oneway_map()
  local n, inbox = 100000, process.inbox()
  local start = time.now()
  spawn("bench:blaster", process.pid(), n, nested())
  for _ = 1, n do inbox:receive():payload():data() end
  return {{bench = "oneway_map20_message", value = elapsed(start) / n, unit = "ns", note = "20 fields, 4 of them tables"}}
end

function B.oneway()
  local n, inbox = 1000000, process.inbox()
  local start = time.now()
  spawn("bench:blaster", process.pid(), n)
  for _ = 1, n do inbox:receive() end
  local ns = elapsed(start)
  return {{bench = "oneway_message", value = ns / n, unit = "ns", note = "1 to 1, unbounded"}}
end

function B.fanin()
  local senders, each, inbox = 1000, 1000, process.inbox()
  local start = time.now()
  for _ = 1, senders do spawn("bench:blaster", process.pid(), each) end
  for _ = 1, senders * each do inbox:receive() end
  return {{bench = "fanin1000_message", value = elapsed(start) / (senders * each), unit = "ns", note = "1000 senders x 1000, spawns included"}}
end

function B.spawn_serial()
  local n, events, inbox = 20000, process.events(), process.inbox()
  local me, start = process.pid(), time.now()
  for i = 1, n do
    local pid, err = process.spawn_monitored("bench:once", host, me)
    if err then error(err) end
    process.send(pid, "go", i)
    inbox:receive()
    events:receive()
  end
  return {{bench = "spawn_msg_exit_serial", value = elapsed(start) / n / 1000, unit = "us", note = "one at a time, until its monitor fires"}}
end

-- Best of five after one warm-up, as the peers' kernels.
local function kernel(name, unit_name, ...)
  local f, best = kernels[name], math.huge
  local result = f(...)
  for _ = 1, 5 do
    local start = time.now()
    result = f(...)
    best = math.min(best, elapsed(start))
  end
  return {{bench = unit_name, value = best / 1e6, unit = "ms", note = "result " .. string.format("%.9f", result)}}
end

function B.nbody() return kernel("nbody", "nbody_200k", 200000) end
function B.spectral() return kernel("spectral", "spectral_norm_200", 200) end
function B.fib() return kernel("fib", "fib30", 30) end

-- From the kill to the new child registered and answering.
function B.restart()
  local n, inbox, times = 2000, process.inbox(), {}
  local function child(old)
    while true do
      local pid = process.registry.lookup("phoenix")
      if pid and pid ~= old then return pid end
      coroutine.yield()
    end
  end
  local old = child(nil)
  for i = 1, n do
    local start = time.now()
    process.terminate(old)
    local new = child(old)
    process.send(new, "ping", process.pid())
    inbox:receive()
    times[i] = elapsed(start)
    old = new
  end
  table.sort(times)
  return {{bench = "restart_median", value = times[n / 2] / 1000, unit = "us", note = "terminate to the new child answering"},
          {bench = "restart_p99", value = times[math.floor(n * 0.99)] / 1000, unit = "us"}}
end

-- Four processes that never wait beside a pair that does little: on their host, then on another one. Then their ends by force.
function B.spinners()
  local busy, figures, events = "bench:busy", {}, process.events()
  local function pair(name, on, n)
    local times, err = process.exec("bench:pair", on, on, n)
    if err then error(err) end
    figures[#figures + 1] = {bench = name .. "_median", value = times.median, unit = "us", note = "a round trip"}
    figures[#figures + 1] = {bench = name .. "_p99", value = times.p99, unit = "us"}
  end
  local function spin()
    local pids = {}
    for i = 1, 4 do pids[i] = process.spawn_monitored("bench:spinner", busy) end
    time.sleep("50ms")
    return pids
  end
  pair("pair_undisturbed", host, 200000)
  local pids, ends = spin(), {}
  pair("pair_beside_spinners", busy, 200000)
  pair("pair_on_another_host", host, 200000)
  for round = 1, 25 do
    for _, pid in ipairs(pids) do
      local start = time.now()
      process.terminate(pid)
      events:receive()
      ends[#ends + 1] = elapsed(start) / 1000
    end
    pids = round < 25 and spin() or {}
  end
  table.sort(ends)
  figures[#figures + 1] = {bench = "terminate_spinner_median", value = ends[#ends / 2], unit = "us", note = "until its monitor fires"}
  figures[#figures + 1] = {bench = "terminate_spinner_worst", value = ends[#ends], unit = "us", note = "of 100"}
  return figures
end

return { main = function(name) return B[name]() end }
