-- A process that never waits harms nobody and can be ended, on a host with one worker: troupe.md section 2.
local check = require("check")
local time = require("time")

local host = "app:single"
local ways = {"loop", "in_pcall", "in_xpcall_handler", "in_iterator", "in_metamethod", "in_sort", "in_gsub", "in_pattern",
  "in_pattern_loop", "in_coroutines", "in_wrap", "growing"}

local function main()
  local events, spins, echoes = process.events(), process.listen("spins"), process.listen("echo")
  local echo = process.spawn("app:echo", host)
  process.send(echo, "t", "warm")
  check.receive(echoes)
  for _, way in ipairs(ways) do
    local pid = process.spawn_monitored("app:spins", host, process.pid(), way)
    check.receive(spins, "5s")
    process.send(echo, "t", way)
    local answer = check.receive(echoes, "5s")
    if answer ~= way then
      check.ok(way .. ": others go on", false, "no answer in 5s")
      return check.done()
    end
    check.ok(way .. ": others go on", true)
    local from = time.now()
    process.terminate(pid)
    local event = check.receive(events, "5s") or {result = {}}
    check.ok(way .. ": terminate ends it", event.from == pid and event.result.error
      and event.result.error:message() == "process terminated", event.result.error or "no EXIT in 5s")
    if event.from ~= pid then
      return check.done()
    end
    local ms = time.now():sub(from):milliseconds()
    check.ok(way .. ": soon", ms < 1000, ms .. " ms")
  end
  local pid, err = process.spawn("app:never_loads", "app:slow_loads")
  check.ok("a chunk that never ends makes spawn fail", pid == nil and type(err) == "userdata", pid)
  return check.done()
end

return {main = main}
