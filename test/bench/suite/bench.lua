-- Runs each benchmark in a fresh driver process, so that nothing is inherited, and prints what it reports.
local io = require("io")
local time = require("time")

local order = {
  "pingpong", "pingpong_map", "oneway", "oneway_map", "fanin", "spawn_serial", "nbody", "spectral", "fib", "restart", "spinners",
}

local function emit(f)
  io.print(string.format('{"peer":"troupe","bench":"%s","value":%.3f,"unit":"%s","note":"%s"}', f.bench, f.value, f.unit, f.note or ""))
end

-- run.sh reads the memory of the program between these lines.
local function memory(count: number)
  io.print("# before")
  io.readline()
  local pids, start = {}, time.now()
  for i = 1, count do
    local pid, err = process.spawn("bench:idle", "bench:processes")
    if err then error(err) end
    pids[i] = pid
  end
  emit{bench = "spawn_only", value = time.now():sub(start):nanoseconds() / count / 1000, unit = "us", note = "spawn of an idle process"}
  io.print("# after " .. count)
  io.readline()
  for _, pid in ipairs(pids) do process.send(pid, "stop") end
  return 0
end

local function main(...)
  local names = {...}
  if names[1] == "memory" then return memory(tonumber(names[2]) or 100000) end
  if #names == 0 then names = order end
  for _, name in ipairs(names) do
    local figures, err = process.exec("bench:driver", "bench:processes", name)
    if err then
      io.eprint(name .. ": " .. tostring(err))
      return 1
    end
    for _, f in ipairs(figures) do emit(f) end
  end
  return 0
end

return { main = main }
