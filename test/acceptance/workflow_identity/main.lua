-- Which workflow a start means, and its options: workflow.md section 6.
local check = require("check")
local time = require("time")

local host = "app:workflows"
local events, told = process.events(), process.listen("told")

local function options(more)
  local all = {}
  for key, value in pairs(more or {}) do
    all["workflow." .. key] = value
  end
  return process.with_options(all)
end

local function ask(pid)
  process.send(pid, "tell")
  return check.receive(told, "5s") or {}
end

-- Ends one and waits for that.
local function finish(pid)
  process.monitor(pid)
  process.send(pid, "end")
  return check.receive(events)
end

local function ids()
  local pid, err = process.spawn("app:waits", host, 1)
  check.ok("a generated id", pid and pid:match("^{app:workflows|[^|]+}$") ~= nil, err)
  local other = process.spawn("app:waits", host, 1)
  check.ok("is unique", other ~= pid)
  finish(pid)
  finish(other)
  pid = options():with_name("named"):spawn("app:waits", host, 1)
  check.eq("with_name", pid, "{app:workflows|named}")
  local answer
  answer, err = process.send("named", "tell")
  check.err("enters no name", err, "NotFound")
  finish(pid)
  pid = options({id = "given"}):with_name("not this"):spawn("app:waits", host, 1)
  check.eq("the option id goes first", pid, "{app:workflows|given}")
  finish(pid)
  pid = process.with_options({["temporal.workflow.id"] = "long", ["workflow.id"] = "short"}):spawn("app:waits", host, 1)
  check.eq("the short form of a key goes first", pid, "{app:workflows|short}")
  finish(pid)
  pid = process.with_options({["temporal.workflow.id"] = "long"}):spawn("app:waits", host, 1)
  check.eq("the long form", pid, "{app:workflows|long}")
  finish(pid)
end

local function conflicts()
  local first = options():with_name("busy"):spawn("app:waits", host, "first")
  local run = ask(first).run
  local function same(name, more)
    local pid, err = options(more):with_name("busy"):with_message(name, 1):spawn("app:waits", host, "second")
    check.eq(name .. ": the same PID", pid, first)
    local got = ask(first)
    check.ok(name .. ": the input is ignored", got.value == "first" and got.run == run)
    check.ok(name .. ": its messages arrive", got.seen ~= nil and got.seen:find(name, 1, true) ~= nil, got.seen)
  end
  local function refused(name, more)
    local pid, err = options(more):with_name("busy"):with_message(name, 1):spawn("app:waits", host, "second")
    check.ok(name .. ": nil and an error", pid == nil and err ~= nil and #err:message() > 0, pid)
    local got = ask(first)
    check.ok(name .. ": its messages do not arrive", got.seen:find(name, 1, true) == nil, got.seen)
  end
  same("no_policy")
  same("use_existing", {id_conflict_policy = "use_existing"})
  same("policy_before_flag", {id_conflict_policy = "use_existing", execution_error_when_already_started = true})
  same("flag_off", {execution_error_when_already_started = false})
  refused("fail", {id_conflict_policy = "fail"})
  refused("already", {execution_error_when_already_started = true})
  for _, text in ipairs({"FAIL", "Fail", "WORKFLOW_ID_CONFLICT_POLICY_FAIL"}) do
    refused("as_" .. text, {id_conflict_policy = text})
  end
  refused("as_a_number", {id_conflict_policy = 1})
  process.monitor(first)
  local pid = options({id_conflict_policy = "terminate-existing"}):with_name("busy"):with_message("fresh", 1):spawn("app:waits", host, "third")
  check.eq("terminate_existing: the same PID", pid, first)
  local event = check.receive(events) or {result = {}}
  check.err("terminate_existing: the old one ends", event.result.error, "Canceled", "workflow terminated")
  local got = ask(pid)
  check.ok("terminate_existing: another run", got.value == "third" and got.run ~= run and got.seen == "fresh")
  pid = options({id_reuse_policy = "terminate_if_running"}):with_name("busy"):spawn("app:waits", host, "fourth")
  check.eq("terminate_if_running: another run", ask(pid).value, "fourth")
  finish(pid)
end

local function reuse()
  local function run(name, value, policy)
    local pid, err = options({id = name, id_reuse_policy = policy}):spawn_monitored("app:returns", host, value)
    if pid then
      return (check.receive(events) or {result = {}}).result.value
    end
    return nil, err
  end
  for _, policy in ipairs({"default", "allow_duplicate", "terminate_if_running"}) do
    local given = policy ~= "default" and policy or nil
    check.eq(policy .. ": the first", run(policy, 1, given), 1)
    check.eq(policy .. ": the same id again", run(policy, 2, given), 2)
  end
  run("rejected", 1)
  local value, err = run("rejected", 2, "reject_duplicate")
  check.ok("reject_duplicate", value == nil and err ~= nil, value)
  run("completed", 1)
  value, err = run("completed", 2, "allow_duplicate_failed_only")
  check.ok("allow_duplicate_failed_only: after a completed one", value == nil and err ~= nil, value)
  run("failed", nil)
  check.eq("allow_duplicate_failed_only: after a failed one", run("failed", 2, "ALLOW-DUPLICATE-FAILED-ONLY"), 2)
end

local function wrong_options()
  for _, wrong in ipairs({{id = 5}, {id = ""}, {task_queue = ""}, {execution_timeout = "soon"}, {run_timeout = true}, {task_timeout = {}},
    {id_conflict_policy = "perhaps"}, {id_reuse_policy = {}}, {execution_error_when_already_started = "yes"}, {retry_policy = "always"},
    {start_delay = "-1s"}, {memo = "text"}, {search_attributes = 5}, {parent_close_policy = "never"}, {cron_schedule = 5},
    {typed_search_attributes = true}, {wait_for_cancellation = "yes"}, {summary = 5}, {static_details = {}}, {enable_eager_start = 1},
    {priority = "high"}, {versioning_override = 5}, {namespace = 5}, {versioning_intent = {}}, {run_timeout = -5}}) do
    local key, value = next(wrong)
    local pid, err = options({[key] = value}):spawn("app:returns", host, 1)
    check.ok("a wrong " .. key, pid == nil and err ~= nil and err:message():find(key, 1, true) ~= nil, err or pid)
  end
  local pid, err = options({retry_policy = {initial_interval = "soon"}}):spawn("app:returns", host, 1)
  check.ok("a wrong retry_policy.initial_interval", pid == nil and err:message():find("initial_interval", 1, true) ~= nil, err)
  pid, err = options({unknown = {}, task_timeout = "10s", task_queue = "label", memo = {a = 1}, search_attributes = {b = "c"}, summary = "text",
    details = "more", enable_eager_start = true, priority = {priority_key = 1}, run_timeout = 60000}):spawn_monitored("app:returns", host, 1)
  check.ok("those without meaning here", pid ~= nil, err)
  check.eq("harm nothing", (check.receive(events) or {result = {}}).result.value, 1)
  local label = options({task_queue = "label"}):spawn("app:waits", host)
  check.eq("task_queue is a label", ask(label).queue, "label")
  finish(label)

  local start = time.now()
  pid = options({start_delay = "60ms"}):spawn_monitored("app:returns", host, 1)
  check.eq("start_delay: it ends", (check.receive(events) or {result = {}}).result.value, 1)
  local took = time.now():sub(start):milliseconds()
  check.ok("start_delay: later", took >= 60, took)
end

local function time_outs()
  local function ends(name, entry, more, ...)
    local pid, err = options(more):spawn_monitored(entry, host, ...)
    check.ok(name .. ": started", pid ~= nil, err)
    local result = (check.receive(events) or {result = {}}).result
    return result.value, result.error
  end
  local value, err = ends("execution_timeout", "app:rounds", {execution_timeout = "80ms"}, 1, 1000, "20ms")
  check.err("execution_timeout: is of all runs together", err, "Timeout")
  value, err = ends("run_timeout", "app:rounds", {run_timeout = "2s"}, 1, 6, "450ms")
  check.ok("run_timeout: is of each run", value == 6, err)
  value, err = ends("number", "app:rounds", {run_timeout = 30}, 1, 2, "1h")
  check.err("a number is milliseconds", err, "Timeout")
  value, err = ends("retry_policy", "app:attempts", {retry_policy = {initial_interval = "1ms", maximum_attempts = 3}})
  check.ok("retry_policy: each attempt knows its number", value == 3, err)
  value, err = ends("retry_policy ends", "app:attempts", {retry_policy = {initial_interval = 1, maximumAttempts = 2}})
  check.err("retry_policy: the last failure", err, "Internal", "attempt 2")
  value, err = ends("after a time-out", "app:rounds", {id = "timed out", run_timeout = "20ms"}, 1, 2, "1h")
  check.eq("allow_duplicate_failed_only: after a time-out", ends("again", "app:returns", {id = "timed out", id_reuse_policy = 2}, "again"), "again")

  local child = process.exec("app:parent", host, {["workflow.run_timeout"] = "20ms", ["workflow.id"] = "a child"})
  check.ok("a child has its options", child.pid == "{app:workflows|a child}" and child.kind == "Timeout", child.pid)
  child = process.exec("app:parent", host, {["workflow.run_timeout"] = "soon"})
  check.ok("and wrong ones are named", child.refused and child.refused:find("run_timeout", 1, true) ~= nil and child.kind == "Invalid", child.refused)
end

local function refused_starts()
  local function refused(name, kind, text, ...)
    local pid, err = process.spawn(...)
    check.ok(name .. " answers nil", pid == nil)
    check.err(name, err, kind, text)
  end
  refused("an unknown host", "NotFound", "host not found", "app:returns", "app:nowhere", 1)
  refused("an unknown entry", "NotFound", nil, "app:nothing", host, 1)
  refused("an entry that is no workflow", "NotFound", nil, "app:notes", host, 1)
  refused("a host that does not run", "Unavailable", "temporal client not available", "app:returns", "app:stopped", 1)
  local value, err = process.exec("app:returns", "app:nowhere", 1)
  check.ok("exec on an unknown host", value == nil and err:message():find("host not found", 1, true) ~= nil, err)
  value, err = process.exec("app:nothing", host, 1)
  check.ok("exec of an unknown entry", value == nil and err:message():find("app:nothing", 1, true) ~= nil, err)
  value, err = process.exec("app:returns", host)
  check.err("exec of one that fails", err, "Internal", "nothing")
  check.eq("exec", process.exec("app:returns", host, "value"), "value")
  check.eq("exec on a host of processes", process.exec("app:returns", "app:processes", "value"), "value")
end

local function main()
  ids()
  conflicts()
  reuse()
  wrong_options()
  time_outs()
  refused_starts()
  return check.done()
end

return {main = main}
