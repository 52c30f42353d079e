-- Monitors, links and events: process.md sections 5 and 6.
local check = require("check")
local time = require("time")

local host = "app:processes"
local events
local me = process.pid()

local function exit_of(pid)
  local event, ok = check.receive(events)
  if ok == "timeout" then
    return {kind = "nothing came", result = {}}
  end
  if event.from ~= pid then
    return {kind = "of another: " .. tostring(event.from), result = {}}
  end
  return event
end

local function monitors()
  local pid = process.spawn_monitored("app:idle", host)
  process.send(pid, "return", {a = 1})
  local event = exit_of(pid)
  check.eq("EXIT", event.kind, process.event.EXIT)
  check.ok("event constants", process.event.CANCEL == "pid.cancel" and process.event.EXIT == "pid.exit"
    and process.event.LINK_DOWN == "pid.link.down" and process.event.OUTDATED == "pid.outdated")
  check.ok("its value", event.result.value and event.result.value.a == 1 and event.result.error == nil)
  check.ok("from and at", event.from == pid and type(event.at) == "number" and math.abs(event.at - os.time()) < 60)
  check.eq("there is no error beside the result", event.error, nil)

  pid = process.spawn_monitored("app:idle", host)
  process.send(pid, "leave")
  event = exit_of(pid)
  check.ok("nil as value: an empty result", type(event.result) == "table" and next(event.result) == nil)

  pid = process.spawn_monitored("app:idle", host)
  process.send(pid, "fail")
  event = exit_of(pid)
  check.err("a returned error text", event.result.error, "Internal", "failed as told")
  check.ok("has no value beside it", event.result.value == nil)

  pid = process.spawn_monitored("app:idle", host)
  process.send(pid, "raise")
  event = exit_of(pid)
  check.err("a raised text", event.result.error, "Internal", "raised as told")
  check.eq("says nothing about retrying", event.result.error and event.result.error:retryable(), nil)

  pid = process.spawn_monitored("app:idle", host)
  process.send(pid, "kind")
  local err = exit_of(pid).result.error
  check.err("an error object keeps its kind", err, "NotFound", "no such thing")
  check.ok("retryable and details", err and err:retryable() == true and err:details() and err:details().id == 7)

  pid = process.spawn("app:idle", host)
  local fine, problem = process.monitor(pid)
  check.ok("monitor answers true, nil", fine == true and problem == nil)
  fine, problem = process.monitor(pid)
  check.ok("a second monitor fails", not fine)
  check.err("a second monitor", problem, "Internal", "already monitoring pid")
  check.eq("unmonitor", process.unmonitor(pid), true)
  check.eq("unmonitor of an unknown pair succeeds silently", process.unmonitor(pid), true)
  process.send(pid, "return", 1)
  check.ok("an unmonitored process makes no event", check.silent(events))

  fine, problem = process.monitor(pid)
  check.ok("monitor of a dead PID fails", not fine)
  check.err("monitor of a dead PID", problem, "Internal", "pid not registered")
  check.ok("without an event", check.silent(events, "50ms"))
  fine, problem = process.link(pid)
  check.ok("link to a dead PID fails", not fine)
  check.err("link to a dead PID", problem, "Internal", "pid not registered")
  fine, problem = process.cancel(pid)
  check.err("cancel of a dead PID", problem, "Internal", "not")
  fine, problem = process.terminate(pid)
  check.err("terminate of a dead PID", problem, "Internal", "not")
end

local function order_of_exit()
  local talk = process.listen("talk")
  local pid = process.spawn_monitored("app:talker", host, me, 500)
  local event = exit_of(pid)
  -- EXIT is taken first; all that was sent before it must already lie there.
  local n = 0
  while not channel.select({talk:case_receive(), default = true}).default do
    n = n + 1
  end
  check.ok("EXIT follows all messages of the dead", event.kind == "pid.exit" and n == 500, n)
  process.unlisten(talk)

  local report = process.listen("order")
  process.spawn("app:linker", host, me)
  local got = check.receive(report) or {}
  check.eq("EXIT comes before LINK_DOWN", got[1], "pid.exit pid.link.down")
  check.eq("names are freed before EXIT", got[2], "nil nil")
end

local function terminating()
  local pid = process.spawn_monitored("app:idle", host)
  local fine, err = process.terminate(pid)
  check.ok("terminate answers true, nil", fine == true and err == nil)
  check.err("a blocked process ends", exit_of(pid).result.error, "Internal", "process terminated")

  local waiting = process.listen("waiting")
  local peer = process.spawn("app:idle", host)
  local blocked = process.spawn_monitored("app:waits_in_exec", host, me, peer)
  check.receive(waiting)
  process.terminate(blocked)
  check.err("one blocked in a call too", exit_of(blocked).result.error, "Internal", "process terminated")
  check.eventually("which takes its linked peer down", function()
    return process.monitor(peer) ~= true or (process.unmonitor(peer) and false)
  end)
  while not check.silent(events, "20ms") do end  -- it may have ended while it was monitored

  local self_ended = process.spawn_monitored("app:idle", host)
  process.cancel(self_ended, "please")
  check.ok("cancel never kills", check.silent(events))
  process.terminate(self_ended)
  check.eq("who does not listen", exit_of(self_ended).kind, "pid.exit")
end

local function cascade()
  local member, complete = process.listen("member"), process.listen("complete")
  local first = process.spawn("app:chain", host, me, 8)
  check.receive(complete)
  local all = {}
  for i = 1, 8 do
    all[i] = check.receive(member)
    process.monitor(all[i])
  end
  process.send(first, "fall")
  local reasons = {}
  for _ = 1, 8 do
    local event = check.receive(events) or {}
    if event.from and event.result.error then
      reasons[event.from] = event.result.error:message()
    end
  end
  check.ok("the first of a chain of links fails by itself", (reasons[first] or ""):find("the first falls", 1, true) ~= nil,
    reasons[first])
  local fine = true
  for i = 2, 8 do
    fine = fine and reasons[all[i]] == "linked process failed"
  end
  check.ok("all others because of their link", fine)
end

local function trapping()
  local linked, trapped = process.listen("linked"), process.listen("trapped")
  local target = process.spawn("app:idle", host)
  local trapper = process.spawn_monitored("app:trapper", host, me, target)
  check.eq("link answers true", (check.receive(linked) or {})[1], true)
  process.send(target, "raise")
  local got = check.receive(trapped) or {}
  check.ok("trap_links: LINK_DOWN is an event", got[1] == "pid.link.down" and got[2] == target and got[4] == "number", got[1])
  check.ok("with the error", (got[3] or ""):find("raised as told", 1, true) ~= nil, got[3])
  check.eq("and the process lives", exit_of(trapper).result.value, "survived")

  target = process.spawn("app:idle", host)
  trapper = process.spawn_monitored("app:trapper", host, me, target)
  check.receive(linked)
  process.terminate(target)
  got = check.receive(trapped) or {}
  check.ok("terminate of one side is LINK_DOWN at the other", got[1] == "pid.link.down" and got[2] == target)
  exit_of(trapper)

  target = process.spawn("app:idle", host)
  trapper = process.spawn_monitored("app:trapper", host, me, target)
  check.receive(linked)
  process.send(target, "return", 1)
  check.ok("a normal end sends no LINK_DOWN", check.silent(trapped))
  process.terminate(trapper)
  exit_of(trapper)
end

local function harmless()
  local child = process.listen("child")
  local parent = process.spawn_monitored("app:parent", host, me)
  check.eq("a parent that returns", exit_of(parent).result.value, "done")
  local pid = check.receive(child)
  check.eq("leaves its linked child running", process.send(pid, "return", 1), true)

  -- Links of this process, which does not trap.
  local one = process.spawn_linked("app:idle", host)
  check.ok("link twice is one link", process.link(one) == true and process.link(one) == true)
  check.eq("unlink", process.unlink(one), true)
  check.eq("unlink of what is not linked is silent", process.unlink(one), true)
  process.monitor(one)
  process.send(one, "raise")
  check.eq("after unlink its failure does no harm", exit_of(one).kind, "pid.exit")

  local two = process.spawn_linked_monitored("app:idle", host)
  process.send(two, "return", "fine")
  check.eq("a normal end of a linked child does no harm", exit_of(two).result.value, "fine")
end

local function main()
  events = process.events()
  monitors()
  order_of_exit()
  terminating()
  cascade()
  trapping()
  harmless()
  return check.done()
end

return {main = main}
