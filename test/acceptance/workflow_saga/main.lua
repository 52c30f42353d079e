-- Compensation is ordinary code (workflow.md section 16), and what goes on to the next run (section 11).
local check = require("check")
local time = require("time")

local host = "app:workflows"
local me = process.pid()
local events, undone, waiting = process.events(), process.listen("undone"), process.listen("waiting")

local function undone_steps(count)
  local names = {}
  for i = 1, count do
    names[i] = check.receive(undone, "5s")
  end
  return names
end

local function main()
  local value, err = process.exec("app:saga", host, me, "well")
  check.eq("all is well", value and value.shipped, "ship")
  check.ok("nothing is undone", check.silent(undone, "10ms"))
  value, err = process.exec("app:saga", host, me, "returns an error field")
  check.eq("a step that answers an error: a result that describes it", value and value.failed, "ship did not work out")
  check.list("the steps are undone in reverse, by calls that are tried again", undone_steps(2), "charge reserve")
  value, err = process.exec("app:saga", host, me, "fails")
  check.err("a step that fails: the workflow may fail", err, "Conflict", "ship failed")
  check.list("after the steps were undone", undone_steps(2), "charge reserve")

  local pid = process.spawn_monitored("app:saga", host, me, "waits")
  check.receive(waiting)
  process.cancel(pid)
  check.list("cancelling leaves time to undo", undone_steps(2), "charge reserve")
  check.eq("and to end", (check.receive(events) or {result = {}}).result.value.cancelled, "pid.cancel")
  pid = process.spawn_monitored("app:saga", host, me, "waits")
  check.receive(waiting)
  process.terminate(pid)
  check.receive(events)
  check.ok("terminating undoes nothing", check.silent(undone, "50ms"))
  pid = process.with_options({["workflow.run_timeout"] = "100ms"}):spawn_monitored("app:saga", host, me, "waits")
  check.receive(waiting)
  check.receive(events)
  check.ok("nor does a time-out", check.silent(undone, "50ms"))

  pid = process.with_options({["workflow.id"] = "chain"}):with_context({tenant = "north"}):spawn_monitored("app:carries", host, me, 1, {})
  for i = 1, 3 do
    check.receive(waiting)
    process.send(pid, "number", i)
  end
  local result = (check.receive(events) or {result = {}}).result
  local seen = result.value or {}
  check.eq("a chain of runs ends well", result.error and result.error:message(), nil)
  check.eq("three runs", #seen, 3)

  pid = process.with_options({}):with_message("a", 1):with_message("a", 2):with_message("a", 3):spawn_monitored("app:reads", host, 1)
  check.eq("messages that nobody read go on to the next run", (check.receive(events, "3s") or {result = {}}).result.value, 3)
  local all = {}
  for i = 1, 3 do
    local run = seen[i] or {}
    all[run.run or ""] = true
    check.ok("run " .. i .. " read message " .. i, run.got == i, run.got)
    check.ok("run " .. i .. ": same id, same context", run.id == "chain" and run.tenant == "north")
    check.ok("run " .. i .. ": a new record", run.length and run.length <= (seen[1] or {}).length, run.length)
  end
  local count = 0
  for _ in pairs(all) do
    count = count + 1
  end
  check.eq("each with a run id of its own", count, 3)
  return check.done()
end

return {main = main}
