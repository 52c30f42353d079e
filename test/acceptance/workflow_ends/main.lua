-- How workflows end, and who hears of it: workflow.md sections 1, 9 and 11.
local check = require("check")
local time = require("time")

local host = "app:workflows"
local events = process.events()

-- Starts one with a monitor and a link and lets `f` end it. Two events, in either order.
local function both(name, entry, options, f, ...)
  local pid, err = process.with_options(options):spawn_linked_monitored(entry, host, ...)
  check.ok(name .. ": started", pid ~= nil, err)
  if f then
    f(pid)
  end
  local seen, ends = {}, {}
  for i = 1, 2 do
    local event = check.receive(events, "5s") or {kind = "nothing", result = {}}
    seen[i], ends[event.kind] = event.kind, event
    check.eq(name .. ": from", event.from, pid)
  end
  table.sort(seen)
  check.ok(name .. ": no third event", check.silent(events, "10ms"))
  local exit, down = ends["pid.exit"] or {result = {}}, ends["pid.link.down"]
  return table.concat(seen, " "), exit.result, down and down.result, pid
end

local function completed()
  local kinds, exit = both("value", "app:returns", {}, nil, "value")
  check.eq("value: EXIT for monitor and link", kinds, "pid.exit pid.exit")
  check.ok("value: its value", exit.value.how == "value" and exit.error == nil)
  kinds, exit = both("nothing", "app:returns", {}, nil, "nothing")
  check.ok("nothing: no value, no error", kinds == "pid.exit pid.exit" and exit.value == nil and exit.error == nil, exit.error)
  kinds, exit = both("others", "app:returns", {}, nil, "with others at work")
  check.eq("main's return ends the other coroutines", exit.value, "done")
end

local function failed()
  local kinds, exit, down
  for _, each in ipairs({
    {"nil and an error", "Conflict", "no stock"}, {"a value and an error", "Conflict", "no stock"}, {"raise", "Internal", "broken"},
    {"raise an error", "Conflict", "no stock"}, {"no encoding", "Internal", "failed to encode result: "}}) do
    kinds, exit, down = both(each[1], "app:returns", {}, nil, each[1])
    check.eq(each[1] .. ": EXIT and LINK_DOWN", kinds, "pid.exit pid.link.down")
    check.eq(each[1] .. ": no value", exit.value, nil)
    check.err(each[1], exit.error, each[2], each[3])
    check.err(each[1] .. ": the same for the link", down and down.error, each[2], each[3])
  end
  kinds, exit = both("details", "app:returns", {}, nil, "nil and an error")
  check.ok("details and retryable are kept", exit.error:details().item == 7 and exit.error:retryable() == false)

  kinds, exit, down = both("terminated", "app:waits", {}, function(pid)
    check.eq("terminate answers true", process.terminate(pid), true)
  end)
  check.eq("terminated: EXIT and LINK_DOWN", kinds, "pid.exit pid.link.down")
  check.err("terminated", exit.error, "Canceled", "workflow terminated")
  check.eq("terminated: retryable", exit.error:retryable(), false)
  check.err("terminated: the same for the link", down and down.error, "Canceled", "workflow terminated")

  for _, option in ipairs({"run_timeout", "execution_timeout"}) do
    kinds, exit, down = both(option, "app:waits", {["workflow." .. option] = "20ms"})
    check.eq(option .. ": EXIT and LINK_DOWN", kinds, "pid.exit pid.link.down")
    check.err(option, exit.error, "Timeout")
    check.ok(option .. ": its type", type(exit.error:details().timeout_type) == "string" and exit.error:retryable() == false)
  end
end

local function cancelled()
  for _, reason in ipairs({"", "too late"}) do
    local kinds, exit, _, pid = both("cancel", "app:cancellable", {}, function(pid)
      time.sleep("5ms")
      check.eq("cancel answers true", process.cancel(pid, reason ~= "" and reason or nil), true)
    end)
    local got = exit.value or {}
    check.ok("cancel: the workflow is told", got.kind == "pid.cancel" and got.from == process.pid())
    check.ok("cancel: when", tostring(got.at):match("^%d+%-%d%d%-%d%dT%d%d:%d%d:%d%d") ~= nil, got.at)
    check.ok("cancel: the reason", (got.reason or "") == reason, got.reason)
    check.eq("cancel: nothing is interrupted", got.slept, true)
    check.eq("cancel: returning is a normal end", kinds, "pid.exit pid.exit")
    local answer, err = process.cancel(pid)
    check.ok("cancel of a closed workflow", answer == nil and err ~= nil, answer)
    answer, err = process.terminate(pid)
    check.ok("terminate of a closed workflow", answer == nil and err ~= nil, answer)
  end
  local kinds, exit = both("cancel and fail", "app:cancellable", {}, function(pid) process.cancel(pid) end, "fail")
  check.eq("cancel: failing is a failure", kinds, "pid.exit pid.link.down")
  check.err("cancel: with that error", exit.error, "Canceled", "cancelled")
end

local function continued()
  local kinds, exit, _, pid = both("continued", "app:goes_on", {["workflow.id"] = "chain"}, nil, 1, 4)
  check.eq("continued: watchers follow", kinds, "pid.exit pid.exit")
  check.eq("continued: the last run's value", exit.value, "round 4")
  check.eq("continued: the same PID", pid, "{app:workflows|chain}")
  kinds, exit = both("another definition", "app:goes_on", {}, nil, 1, -1)
  check.eq("another definition: its entry", exit.value.entry, "app:other_round")
  check.eq("another definition: no arguments", exit.value.arguments, 0)
  check.eq("exec waits for the chain's end", process.exec("app:goes_on", host, 1, 3), "round 3")
end

local function watching()
  local pid = process.spawn("app:waits", host)
  check.eq("monitor answers true", process.monitor(pid), true)
  check.eq("unmonitor answers true", process.unmonitor(pid), true)
  process.link(pid)
  process.unlink(pid)
  process.send(pid, "go", 1)
  check.ok("after unmonitor and unlink nothing comes", check.silent(events, "50ms"))
  check.eq("a late monitor", process.monitor(pid), true)
  local event = check.receive(events) or {result = {}}
  check.ok("hears of the end at once", event.kind == "pid.exit" and event.from == pid and event.result.value == 1)
  check.eq("a late link", process.link(pid), true)
  event = check.receive(events) or {result = {}}
  check.ok("too", event.kind == "pid.exit" and event.result.value == 1, event.kind)
  local watcher
  check.eq("monitor of an unknown workflow", process.monitor("{app:workflows|nobody}"), true)
  event = check.receive(events, "1s") or {result = {}}
  check.ok("is an EXIT with an error", event.kind == "pid.exit" and event.from == "{app:workflows|nobody}", event.from)
  check.err("that says so", event.result.error, "NotFound", "unknown external workflow execution")
  check.eq("link to an unknown workflow", process.link("{app:workflows|nobody}"), true)
  event = check.receive(events, "1s") or {result = {}}
  check.ok("is a LINK_DOWN", event.kind == "pid.link.down" and event.from == "{app:workflows|nobody}" and event.result.error ~= nil, event.kind)
  watcher = process.spawn_monitored("app:linked", "app:processes", "{app:workflows|nobody}")
  event = check.receive(events) or {result = {}}
  check.ok("which fails whoever does not trap it", event.from == watcher and event.result.error ~= nil, event.from)

  pid = process.spawn("app:waits", host)
  watcher = process.spawn_monitored("app:linked", "app:processes", pid)
  time.sleep("10ms")
  process.terminate(watcher)
  check.eq("a linked process goes away", (check.receive(events) or {}).from, watcher)
  check.ok("the workflow stays", process.send(pid, "go", 1) == true)

  pid = process.spawn("app:waits", host)
  watcher = process.spawn_monitored("app:linked", "app:processes", pid)
  time.sleep("10ms")
  process.terminate(pid)
  event = check.receive(events) or {result = {}}
  check.ok("without trap_links a LINK_DOWN fails the process", event.from == watcher and event.result.error ~= nil, event.result.error)
end

local function retried()
  local kinds, exit = both("retried", "app:returns", {["workflow.retry_policy"] = {initial_interval = "1ms", maximum_attempts = 3}}, nil, "raise")
  check.eq("retried: watchers hear of the last attempt alone", kinds, "pid.exit pid.link.down")
  kinds, exit = both("not retried", "app:returns", {["workflow.retry_policy"] = {initial_interval = "1h"}}, nil, "nil and an error")
  check.err("an error that says so is not retried", exit.error, "Conflict", "no stock")
end

-- Whoever hears of an end has all that was sent before it.
local function last_words()
  local heard = process.listen("last words")
  local function unread()
    local seen = {}
    while true do
      local got = channel.select({heard:case_receive(), default = true})
      if got.default then
        return seen
      end
      seen[#seen + 1] = got.value
    end
  end
  for _, how in ipairs({"return", "raise"}) do
    local complete = 0
    for _ = 1, 20 do
      process.spawn_monitored("app:speaks", host, process.pid(), how)
      check.receive(events, "5s")
      complete = complete + (table.concat(unread(), " ") == "1 2 3" and 1 or 0)
    end
    check.eq(how .. ": last words come before EXIT", complete, 20)
  end
  process.exec("app:speaks", host, process.pid())
  check.list("last words come before the result of exec", unread(), "1 2 3")
  process.unlisten(heard)
end

local function main()
  process.set_options({trap_links = true})
  completed()
  failed()
  cancelled()
  continued()
  watching()
  retried()
  last_words()
  return check.done()
end

return {main = main}
