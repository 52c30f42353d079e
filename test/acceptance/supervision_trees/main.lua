-- Supervisors of trees: strategies, restart types, escalation, and the module `supervisor` (troupe.md section 5).
local check = require("check")
local supervisor = require("supervisor")
local system = require("system")
local time = require("time")

local taken = process.listen("taken")

-- Waits until the children among `names` have written these marks, in this order.
local function diary(what, names, wanted)
  local set, seen = {}, {}
  for name in names:gmatch("%S+") do
    set[name] = true
  end
  local deadline = os.time() + 20
  repeat
    local asked = process.send("keeper", "take", set)  -- not before it has its name
    for _, each in ipairs(asked and check.receive(taken) or {}) do
      seen[#seen + 1] = each
    end
    if table.concat(seen, ", ") == wanted then
      break
    end
    time.sleep("10ms")
  until os.time() > deadline
  check.eq(what, table.concat(seen, ", "), wanted)
end

local function child(of, id)
  for _, each in ipairs(supervisor.which_children(of) or {}) do
    if each.id == id then
      return each
    end
  end
  return {}
end

local function counted(of)
  local n = supervisor.count_children(of)
  return n and ("%d specs, %d active, %d supervisors, %d workers"):format(n.specs, n.active, n.supervisors, n.workers)
end

local function refused(what, err, kind, text, reason)
  check.err(what, err, kind, text)
  if reason then
    check.eq(what .. ", in a word", err and err:details() and err:details().reason, reason)
  end
end

local function main()
  -- rest_for_one
  diary("children start in order", "a b c", "start a, start b, start c")
  check.eventually("the supervisor runs", function()
    return counted("app:row") == "3 specs, 3 active, 0 supervisors, 3 workers"
  end)
  local list = supervisor.which_children("app:row")
  check.eq("which_children tells them in order", list[1].id .. " " .. list[2].id .. " " .. list[3].id,
    "app:a_service app:b_service app:c_service")
  check.eq("with their restart types", list[1].restart .. " " .. list[2].restart, "transient permanent")
  check.eq("with their states", list[1].status, "running")
  check.ok("with their PIDs", process.registry.lookup("a") == list[1].pid, list[1].pid)
  process.send("b", "end", "crash")
  diary("those after the crashed one fall with it, the brutal one unasked", "a b c", "start b, start c")
  check.eq("the one before goes on", child("app:row", "app:a_service").pid, list[1].pid)
  check.ok("the others are new processes", child("app:row", "app:c_service").pid ~= list[3].pid)
  process.send("a", "end", "crash")
  diary("with the first all are restarted", "a b c", "stop b, start a, start b, start c")

  -- the module
  check.eq("terminate_child", supervisor.terminate_child("app:row", "app:b_service"), true)
  diary("only that child stops", "a b c", "stop b")
  check.eq("it stays in the list", child("app:row", "app:b_service").status, "stopped")
  check.eq("without a PID", child("app:row", "app:b_service").pid, nil)
  check.eq("and is not counted as active", counted("app:row"), "3 specs, 2 active, 0 supervisors, 3 workers")
  local ok, err = supervisor.start_child("app:row", "app:b_service")
  refused("start_child of a child that is down", err, errors.ALREADY_EXISTS, "has app:b_service already", "already_present")
  check.eq("restart_child", supervisor.restart_child("app:row", "app:b_service"), true)
  diary("only that child starts", "a b c", "start b")
  ok, err = supervisor.restart_child("app:row", "app:b_service")
  refused("restart_child of a child that runs", err, errors.CONFLICT, "app:b_service runs", "running")
  ok, err = supervisor.delete_child("app:row", "app:b_service")
  refused("delete_child of a child that runs", err, errors.CONFLICT, "app:b_service runs", "running")
  ok, err = supervisor.start_child("app:row", "app:b_service")
  refused("start_child of a child that runs", err, errors.ALREADY_EXISTS, "runs under app:row", "already_started")
  check.eq("start_child", supervisor.start_child("app:row", {id = "app:extra_service", restart = "permanent", shutdown = "2s"}), true)
  check.eq("adds the child at the end", supervisor.which_children("app:row")[4].id, "app:extra_service")
  process.send("a", "end", "crash")
  diary("where it shares the others' fate", "a b extra", "start extra, stop extra, stop b, start a, start b, start extra")
  ok, err = supervisor.start_child("app:kinds", "app:extra_service")
  refused("nobody else can have it", err, errors.CONFLICT, "app:extra_service is a child of app:row")
  supervisor.terminate_child("app:row", "app:extra_service")
  check.eq("delete_child", supervisor.delete_child("app:row", "app:extra_service"), true)
  ok, err = supervisor.delete_child("app:row", "app:extra_service")
  refused("which forgets it", err, errors.NOT_FOUND, "app:row has no child app:extra_service", "not_found")
  check.eq("so that another may have it", supervisor.start_child("app:kinds", {id = "app:extra_service", restart = "temporary"}), true)
  supervisor.terminate_child("app:kinds", "app:extra_service")
  check.eq("a temporary child is forgotten with its end", child("app:kinds", "app:extra_service").id, nil)
  ok, err = supervisor.start_child("app:row", "app:broken_service")
  refused("start_child of a child that fails", err, errors.UNAVAILABLE, "no luck", "start_failed")
  check.eq("leaves nothing", child("app:row", "app:broken_service").id, nil)
  ok, err = supervisor.terminate_child("app:row", "app:d_service")
  refused("terminate_child of a stranger", err, errors.NOT_FOUND, "app:row has no child app:d_service", "not_found")
  ok, err = supervisor.start_child("app:row", "app:processes")
  refused("a host is no child", err, errors.INVALID, "cannot be a child")
  ok, err = supervisor.start_child("app:row", "app:keeper_service")
  refused("nor what runs on its own", err, errors.CONFLICT, "runs on its own")
  ok, err = supervisor.start_child("app:inner", "app:top")
  refused("nor what is above", err, errors.INVALID, "app:top is above app:inner")
  ok, err = supervisor.start_child("app:row", {id = "app:extra_service", restart = "always"})
  refused("a restart type that there is not", err, errors.INVALID, "always")
  ok, err = supervisor.which_children("app:rwo")
  refused("a supervisor that there is not", err, errors.NOT_FOUND, "no supervisor app:rwo (did you mean app:row?)")
  ok, err = supervisor.which_children("app:a_service")
  refused("a service that supervises nobody", err, errors.INVALID, "app:a_service is no process.supervisor")
  ok, err = supervisor.which_children("app:idle")
  refused("a supervisor that does not run", err, errors.UNAVAILABLE, "app:idle does not run", "not_running")
  check.ok("a child is named by a string", not pcall(supervisor.terminate_child, "app:row", 1))

  -- restart types
  process.send("p1", "end", "return")
  diary("permanent: also after a return", "p1 p2", "start p1, start p2, start p1")
  process.send("p2", "end", "crash")
  diary("transient: after a crash", "p1 p2", "start p2")
  process.send("p2", "end", "return")
  process.send("p3", "end", "crash")
  check.eventually("transient after a return: it stays in the list", function()
    return child("app:kinds", "app:transient").status == "exited"
  end)
  check.eventually("temporary: it is forgotten", function()
    return child("app:kinds", "app:temporary").id == nil
  end)
  local before = time.now()
  process.send("p4", "end", "crash")
  diary("one with a delay", "p4", "start p4, start p4")
  check.ok("has waited for it", time.now():sub(before):milliseconds() >= 200)

  -- escalation
  diary("a supervisor starts as a child, after those before it", "d x", "start d, start x")
  check.eventually("and is counted as one", function()
    return counted("app:top") == "2 specs, 2 active, 1 supervisors, 1 workers"
  end)
  process.send("x", "end", "crash")
  diary("its failure is that of a child", "d x", "stop d, start d, start x")
  process.send("x", "end", "crash")
  diary("at the top the supervisor's own restart policy holds", "d x", "stop d, start d, start x")
  check.eventually("which counts the failure", function()
    local state = system.supervisor.state("app:top")
    return state.status == "running" and state.retry_count == 1
  end)

  -- a start that fails
  check.eventually("a child that does not start fails the supervisor", function()
    local state = system.supervisor.state("app:luckless")
    return state.status == "failed" and state.details:find("failed to start child app:f_service: ", 1, true) ~= nil
      and state.details:find("no luck", 1, true) ~= nil
  end)
  diary("the one before it was started and stopped, each time", "e", "start e, stop e, start e, stop e")
  return check.done()
end

return {main = main}
