local time = require("time")
local workflow = require("workflow")
local checks = require("checks")

local host = "app:workflows"
local events = process.events()

local function spawns()
  for _, how in ipairs({"spawn", "spawn_monitored", "spawn_linked", "spawn_linked_monitored"}) do
    local pid, err = process[how]("app:double", host, 21)
    checks.ok(how .. " answers pid, nil", type(pid) == "string" and err == nil, err)
    local event = events:receive()
    checks.ok(how .. ": EXIT with its value", event.kind == "pid.exit" and event.from == pid and event.result.value == 42
      and event.result.error == nil)
    pid = process[how]("app:fails", host)
    event = events:receive()
    checks.ok(how .. ": EXIT of one that failed", event.kind == "pid.exit" and event.from == pid and event.result.value == nil)
    checks.err(how .. ": with its error", event.result.error, "Conflict", "no stock")
  end
  local first = channel.select({events:case_receive(), time.after("20ms"):case_receive()})
  checks.ok("one event a child", first.channel ~= events)

  local pids, sum = {}, 0
  for i = 1, 10 do
    pids[process.spawn("app:double", host, i)] = i * 2
  end
  for _ = 1, 10 do
    local event = events:receive()
    sum = sum + (pids[event.from] == event.result.value and 1 or 0)
  end
  checks.eq("ten at once", sum, 10)

  local pid, err = process.spawn("app:nothing", host)
  checks.ok("an unknown entry: nil", pid == nil and err ~= nil, pid)
  pid, err = process.spawn("app:double", host, {[1] = 1, [5] = 5})
  checks.ok("arguments that cannot be encoded are an error", pid == nil and err ~= nil, pid)
  pid, err = process.exec("app:double", host, {1, a = 1})
  checks.ok("for exec too", pid == nil and err ~= nil, pid)
  pid, err = workflow.exec("app:double", {1, a = 1})
  checks.ok("and workflow.exec", pid == nil and err ~= nil, pid)
  return checks.lines
end

local function executes()
  local value, err = process.exec("app:double", host, 4)
  checks.ok("process.exec", value == 8 and err == nil, err)
  value, err = workflow.exec("app:double", 5)
  checks.ok("workflow.exec", value == 10 and err == nil, err)
  value, err = process.exec("app:fails", host)
  checks.err("process.exec of one that fails", err, "Conflict", "no stock")
  checks.eq("retryable kept", err:retryable(), false)
  local details = err:details()
  checks.ok("details gain where it was", details.item == 7 and details._wrapper == "child_workflow"
    and details._workflow_type == "app:fails" and type(details._workflow_id) == "string" and type(details._run_id) == "string"
    and details._retry_state == "RetryPolicyNotSet")
  value, err = workflow.exec("app:fails")
  checks.err("workflow.exec of one that fails", err, "Conflict", "workflow exec failed")
  checks.ok("its text stays", err:message():find("no stock", 1, true) ~= nil and err:retryable() == false)
  value, err = workflow.exec("app:fails", "raise")
  checks.err("one that raises", err, "Internal", "the child broke")
  value, err = workflow.exec("app:nothing")
  checks.ok("an unknown entry", value == nil and err ~= nil, value)
  value, err = workflow.exec("")
  checks.err("no id", err, "Invalid", "workflow ID required")
  value, err = workflow.exec("double")
  checks.err("an id without namespace", err, "Invalid", "invalid workflow ID format (namespace:name required)")
  checks.eq("one that goes on as new", process.exec("app:goes_on", host, 1), "round 3")
  local first = channel.select({events:case_receive(), time.after("20ms"):case_receive()})
  checks.ok("no events of those", first.channel ~= events)
  return checks.lines
end

local function identities()
  local run = workflow.info().run_id
  local pid = process.spawn("app:tells", host)
  local id = pid:match("|(.*)}$")
  checks.ok("the id of a child is the parent's run id with a number", id:sub(1, #run + 1) == run .. "_" and id:sub(#run + 2):match("^%d+$") ~= nil, id)
  local event = events:receive()
  checks.ok("as the child knows it", event.from == pid and event.result.value.workflow_id == id)

  pid = process.with_options({["workflow.id"] = "chosen"}):spawn("app:tells", host)
  checks.eq("the option id", pid, "{app:workflows|chosen}")
  checks.eq("as the child knows it", events:receive().result.value.pid, pid)
  pid = process.with_options({}):with_name("named"):spawn("app:tells", host)
  checks.eq("with_name", pid, "{app:workflows|named}")
  events:receive()
  pid = process.with_options({["temporal.workflow.id"] = "both"}):with_name("other"):spawn("app:tells", host)
  checks.eq("the option goes before the name", pid, "{app:workflows|both}")
  events:receive()
  pid = process.with_context({tenant = "south"}):spawn("app:tells", host)
  checks.eq("context of the spawner", events:receive().result.value.tenant, "south")
  pid = process.spawn("app:tells", host)
  checks.eq("else the parent's", events:receive().result.value.tenant, "north")

  pid = process.with_options({}):with_message("a", 1):with_message("b", 2):spawn("app:listens", host, 3)
  process.send(pid, "c", 3)
  checks.eq("with_message, before what is sent later", events:receive().result.value, "a=1 b=2 c=3")

  pid = process.spawn("app:waits", "some queue")
  checks.ok("the host part is as it was written", pid:match("^{(.-)|") == "some queue", pid)
  checks.eq("a message to it", process.send(pid, "go", "on"), true)
  event = events:receive()
  checks.ok("and its event", event.from == pid and event.result.value == "on")
  pid = process.spawn("app:tells", "app:others")
  event = events:receive()
  checks.ok("another host", event.from == pid and event.result.value.pid:match("^{app:others|") ~= nil, event.result.value.pid)

  process.with_options({["workflow.id"] = "twice"}):spawn("app:waits", host)
  local second, err = process.with_options({["workflow.id"] = "twice"}):spawn("app:waits", host)
  checks.ok("an id that runs already", second == nil and err ~= nil, second)
  return checks.lines
end

local function ends()
  local pid = process.spawn("app:waits", host)
  checks.eq("cancel", process.cancel(pid), true)
  local event = events:receive()
  checks.ok("the child is told and ends as it likes", event.from == pid and event.result.value == "cancelled")
  pid = process.spawn("app:waits", host)
  checks.eq("terminate", process.terminate(pid), true)
  event = events:receive()
  checks.ok("is a request too", event.from == pid and event.result.value == "cancelled", event.result.error)
  local answer, err = process.cancel(pid)
  checks.err("of one that is closed", err, "Internal", "unknown external workflow execution")
  answer, err = process.cancel(process.with_options({}):with_name("x"):spawn("app:double", host, 1), "a reason")
  checks.ok("a reason may be given", answer == true, err)
  pid = process.with_options({["workflow.run_timeout"] = "20ms"}):spawn("app:waits", host)
  repeat
    event = events:receive()
  until event.from == pid
  checks.err("a time-out", event.result.error, "Timeout")
  checks.eq("of a child", event.result.error:details()._wrapper, "child_workflow")
  pid = process.with_options({["workflow.retry_policy"] = {initial_interval = "1ms", maximum_attempts = 3}}):spawn("app:fails", host, "raise")
  event = events:receive()
  checks.ok("retried by its policy", event.from == pid and event.result.error:details()._retry_state == "MaximumAttemptsReached", event.result.error)
  return checks.lines
end

-- Starts a child by each policy, then ends in its own way; the children's names tell whose they are.
local function parent(name, how)
  for _, policy in ipairs({"none", "terminate", "ABANDON", "request-cancel"}) do
    local options = {["workflow.id"] = name .. " " .. policy}
    if policy ~= "none" then
      options["workflow.parent_close_policy"] = policy
    end
    process.with_options(options):spawn("app:waits", host)
  end
  if how == "fail" then
    error("the parent broke")
  elseif how == "wait" then
    process.inbox():receive()
  elseif how == "cancelled" then
    events:receive()
    time.sleep("20ms")
    local first = channel.select({events:case_receive(), time.after("20ms"):case_receive()})
    return first.channel == events and "a child ended" or "no child ended"
  end
  return "done"
end

return {spawns = spawns, executes = executes, identities = identities, ends = ends, parent = parent}
