-- bench lone|many|signals|history|sleepers COUNT: prints one JSON line a figure.
local io = require("io")
local time = require("time")

local function emit(bench, value, unit, note)
  io.print(string.format('{"peer":"troupe","bench":"%s","value":%.3f,"unit":"%s","note":"%s"}', bench, value, unit, note or ""))
end

local function seconds_of(work)
  local start = time.now()
  work()
  return time.now():sub(start):seconds()
end

-- Waits for that many ends, each with a result.
local function ends(count)
  local events = process.events()
  while count > 0 do
    local event = events:receive()
    if event.kind == "pid.exit" then
      if event.result.error then error(tostring(event.result.error)) end
      count = count - 1
    end
  end
end

local benches = {}

function benches.lone(count)
  local took = seconds_of(function() assert(process.exec("bench:steps", "bench:workflows", count) == count) end)
  emit("lone_steps", count / took, "steps/s", "one workflow, each step a funcs.call")
end

function benches.many(count)
  local per = 200
  local took = seconds_of(function()
    for _ = 1, count do assert(process.spawn_monitored("bench:steps", "bench:workflows", per)) end
    ends(count)
  end)
  emit("many_steps", count * per / took, "steps/s", count .. " workflows of " .. per .. " steps, with their starts")
  emit("many_workflows", count / took, "workflows/s")
end

function benches.signals(count)
  local workflows, senders = 50, 100
  local pids = {}
  for i = 1, workflows do pids[i] = assert(process.spawn_monitored("bench:counter", "bench:workflows", count / workflows)) end
  local took = seconds_of(function()
    for _ = 1, senders do assert(process.spawn_monitored("bench:sender", "bench:processes", pids, count / senders)) end
    ends(workflows + senders)
  end)
  emit("signals_50_workflows", count / took, "signals/s", senders .. " senders, each waits for its acknowledgement")
end

function benches.history(count)
  assert(process.with_options({}):with_name("history"):spawn_monitored("bench:steps", "bench:workflows", count))
  ends(1)
end

-- Workflows that sleep for an hour, as fast as they can be started: 1,000 at a time wait for their acknowledgement.
function benches.sleepers(count)
  local lanes = 1000
  local done = channel.new(lanes)
  local took = seconds_of(function()
    for lane = 1, lanes do
      coroutine.spawn(function()
        for _ = lane, count, lanes do assert(process.spawn("bench:sleeper", "bench:crowd", 3600)) end
        done:send(true)
      end)
    end
    for _ = 1, lanes do done:receive() end
  end)
  emit("sleepers_started", count / took, "workflows/s", count .. " that sleep")
  io.print("# asleep")
  io.readline()
end

return {main = function(name, count)
  benches[name](tonumber(count))
  return 0
end}
