-- The workflows' side: every funcs.call is an activity (workflow.md sections 3, 6 and 12).
local funcs = require("funcs")
local time = require("time")
local ctx = require("ctx")
local checks = require("checks")

local once = {["activity.retry_policy"] = {maximum_attempts = 1}}
local quick = {initial_interval = "1ms", maximum_interval = "5ms"}

local function calls()
  local value, err = funcs.call("app:add", 2, 3)
  checks.ok("call answers value, nil", value == 5 and err == nil, err)
  local got = funcs.call("app:echo", 1, nil, "three", {a = {b = true}})
  checks.ok("one payload an argument", got.count == 4 and got.second == nil and got.third == "three" and got.fourth.a.b == true)
  checks.eq("no argument", funcs.call("app:echo").count, 0)
  checks.eq("nothing returned", select("#", funcs.call("app:nothing")), 2)
  checks.eq("a process with a default host", funcs.call("app:hosted", 4, 5), 9)
  local sum = 0
  for i = 1, 20 do
    sum = funcs.call("app:add", sum, i)
  end
  checks.eq("one after the other", sum, 210)
  value, err = funcs.call("")
  checks.err("no target", err, "Invalid", "function ID required")
  return checks.lines
end

local function failures()
  local value, err = funcs.call("app:refuses")
  checks.eq("a failed call answers nil", value, nil)
  checks.err("a returned error has its kind and text", err, "Invalid", "no seat")
  checks.eq("its retryable", err:retryable(), false)
  local details = err:details()
  checks.ok("its details gain where it was", details.row == 3 and details._wrapper == "activity"
    and type(details._activity_id) == "string" and details._retry_state == "NonRetryableFailure")

  local executor = funcs.new():with_options(once)
  value, err = executor:call("app:refuses", "retryable")
  checks.err("an error that may be tried again", err, "Unavailable", "later")
  checks.ok("and says so", err:retryable() == true and err:details()._retry_state == "MaximumAttemptsReached")
  value, err = executor:call("app:refuses", "plain")
  checks.err("an error without a kind", err, errors.UNKNOWN, "no kind")
  value, err = executor:call("app:refuses", "raise")
  checks.err("a raised error keeps its text", err, "Internal", "out of paper")
  checks.ok("and may be tried again", err:retryable() ~= false, err:retryable())
  value, err = executor:call("app:missing")
  checks.err("a missing activity", err, "NotFound")
  checks.eq("may be tried again", err:retryable(), true)

  value, err = funcs.new():with_options({["activity.start_to_close_timeout"] = "20ms",
    ["activity.retry_policy"] = {maximum_attempts = 1}}):call("app:slow", 10000)
  checks.err("a time-out of one attempt", err, "Timeout")
  checks.ok("is not retryable and has its type", err:retryable() == false and err:details().timeout_type == "start_to_close")
  value, err = funcs.new():with_options({["activity.start_to_close_timeout"] = 20,
    ["activity.retry_policy"] = {maximum_attempts = 2, initial_interval = 1}}):call("app:slow", 10000)
  checks.ok("numbers are milliseconds; time-outs are tried again", err:details()._retry_state == "MaximumAttemptsReached", err)
  value, err = funcs.new():with_options({["activity.schedule_to_close_timeout"] = "30ms"}):call("app:slow", 10000)
  checks.ok("an attempt that outlasts them all", err:kind() == "Timeout" and err:details().timeout_type == "schedule_to_close", err)
  value, err = funcs.new():with_options({["activity.heartbeat_timeout"] = "20ms",
    ["activity.retry_policy"] = {maximum_attempts = 1}}):call("app:slow", 10000)
  checks.ok("nobody sends heartbeats", err:kind() == "Timeout" and err:details().timeout_type == "heartbeat", err)
  local held = funcs.new():async("app:alone", 300)
  value, err = funcs.new():with_options({["activity.schedule_to_start_timeout"] = "20ms"}):call("app:alone", 1)
  checks.ok("no state is free for it in time", err:kind() == "Timeout" and err:details().timeout_type == "schedule_to_start", err)
  checks.ok("which is not tried again", err:retryable() == false and err:details()._retry_state == "NonRetryableFailure", err:details()._retry_state)
  held:response():receive()
  value, err = funcs.new():with_options({["activity.schedule_to_start_timeout"] = "100ms"}):call("app:alone", 200)
  checks.ok("one that has begun may take longer", err == nil, err)
  value, err = funcs.new():with_options({["activity.schedule_to_close_timeout"] = "500ms",
    ["activity.retry_policy"] = {initial_interval = "1ms", backoff_coefficient = 1000}}):call("app:refuses", "retryable")
  checks.err("all attempts took too long: the last error", err, "Unavailable", "later")
  checks.eq("and the reason", err:details()._retry_state, "Timeout")
  value, err = funcs.new():with_options({["activity.schedule_to_close_timeout"] = "500ms",
    ["activity.retry_policy"] = {initial_interval = "1ms", backoff_coefficient = 1000}}):call("app:missing")
  checks.err("a missing one is retried until the policy ends", err, "NotFound")
  return checks.lines
end

local function retries()
  local executor = funcs.new():with_options({["activity.retry_policy"] = quick})
  checks.eq("retried without bound", executor:call("app:flaky", "unbounded", 6), 7)
  checks.eq("raised errors too", executor:call("app:flaky", "raised", 2, "raise"), 3)

  local bounded = funcs.new():with_options({["activity.retry_policy"] = {initialInterval = "1ms", maximumAttempts = 3}})
  local value, err = bounded:call("app:flaky", "bounded", 100)
  checks.err("in camelCase; the last error counts", err, "Unavailable", "attempt 3")
  checks.eq("three attempts", funcs.call("app:flaky", "bounded"), 3)
  checks.eq("the third may do", bounded:call("app:flaky", "third", 2), 3)

  for _, listed in ipairs({"PermissionDenied", {"Conflict", "PermissionDenied"}}) do
    local name = "listed as " .. type(listed)
    value, err = funcs.new():with_options({["activity.retry_policy"] = {initial_interval = "1ms", non_retryable_error_types = listed}})
      :call("app:flaky", name, 5, errors.PERMISSION_DENIED)
    checks.err(name, err, "PermissionDenied", "attempt 1")
    checks.eq(name .. ": not tried again", err:details()._retry_state, "NonRetryableFailure")
  end

  local start = time.now()
  funcs.new():with_options({["activity.retry_policy"] = {initial_interval = "20ms", backoff_coefficient = 2}})
    :call("app:flaky", "backoff", 2)
  local took = time.now():sub(start):milliseconds()
  checks.ok("pauses grow: 20 ms and 40 ms", took >= 60, took)
  return checks.lines
end

local function options()
  local value, err = funcs.call("app:impatient", "own", 5)
  checks.err("options of the entry", err, "Unavailable", "attempt 2")
  checks.eq("the long form of a key", err:details()._activity_id, "from the entry")
  local executor = funcs.new():with_options({["activity.retry_policy"] = quick})
  checks.eq("options of the call go first", executor:call("app:impatient", "overlaid", 4), 5)
  value, err = funcs.new():with_options({["activity.id"] = "short", ["temporal.activity.id"] = "long"}):call("app:refuses")
  checks.eq("the short form wins", err:details()._activity_id, "short")
  value, err = executor:with_options({["activity.id"] = "second"}):call("app:impatient", "replaced", 5)
  checks.ok("with_options replaces what was set before", err and err:details()._activity_id == "second"
    and err:details()._retry_state == "MaximumAttemptsReached", err or value)
  for _, bad in ipairs({{start_to_close_timeout = true}, {schedule_to_close_timeout = "soon"}, {heartbeat_timeout = {}},
    {retry_policy = "always"}, {retry_policy = {maximum_attempts = "many"}}, {wait_for_cancellation = "yes"}, {id = 5}}) do
    local key, wrong = next(bad)
    value, err = funcs.new():with_options({["activity." .. key] = wrong}):call("app:add", 1, 1)
    checks.ok("a wrong " .. key, value == nil and err
      and err:message():find("invalid temporal activity options for app:add: ", 1, true) ~= nil
      and err:message():find(key, 1, true) ~= nil, err or value)
  end
  checks.eq("without meaning here", funcs.new():with_options({["activity.summary"] = "adds", ["activity.task_queue"] = "app:workflows",
    ["activity.disable_eager_execution"] = true, ["activity.schedule_to_start_timeout"] = "1m", unknown = {}}):call("app:add", 1, 1), 2)
  return checks.lines
end

local function futures(watcher)
  local future, err = funcs.async("app:add", 3, 4)
  checks.ok("async answers future, nil", future ~= nil and err == nil)
  checks.ok("at once", future:is_complete() == false and future:is_canceled() == false)
  local payload, ok = future:response():receive()
  checks.ok("a payload comes", ok == true and payload:data() == 7)
  payload, ok = future:response():receive()
  checks.ok("then the channel is closed", payload == nil and ok == false)
  local result, failed = future:result()
  checks.ok("the result stays", result:data() == 7 and failed == nil and future:is_complete() == true)

  future = funcs.async("app:refuses")
  payload, ok = future:channel():receive()
  checks.ok("a failure comes as an error", ok == true)
  checks.err("with its kind", payload, "Invalid", "no seat")
  result, failed = future:result()
  checks.err("also as the result", failed, "Invalid", "no seat")

  local start = time.now()
  local all, sum = {}, 0
  for i = 1, 10 do
    all[i] = funcs.async("app:slow", 100, i)
  end
  for i = 1, 10 do
    sum = sum + all[i]:response():receive():data()
  end
  checks.eq("ten at once", sum, 55)
  local took = time.now():sub(start):milliseconds()
  checks.ok("side by side", took < 900, took)
  local first = channel.select({funcs.async("app:slow", 500, "slow"):response():case_receive(),
    funcs.async("app:slow", 1, "quick"):response():case_receive()})
  checks.eq("select over futures", first.value:data(), "quick")

  local begun = process.listen("begun")
  future = funcs.async("app:patient", watcher)
  process.inbox():receive()  -- it has begun
  local answer
  answer, err = future:cancel()
  checks.ok("cancel answers true, nil", answer == true and err == nil, err)
  payload, ok = future:response():receive()
  checks.ok("its channel closes empty", payload == nil and ok == false)
  result, failed = future:result()
  checks.err("its result", failed, "Canceled", "canceled")
  checks.ok("it is cancelled", result == nil and future:is_canceled() == true)
  time.sleep("30ms")
  result, failed = future:result()
  checks.err("what the activity answers later is dropped", failed, "Canceled", "canceled")

  local sent
  coroutine.spawn(function() sent = funcs.call("app:add", 20, 1) end)
  local waited = funcs.call("app:slow", 20, "both")
  checks.ok("coroutines call side by side", waited == "both" and sent == 21, sent)
  return checks.lines
end

local function inherited()
  checks.eq("the starter's context", ctx.get("tenant"), "north")
  checks.eq("reaches activities", funcs.call("app:echo").context.tenant, "north")
  local own = funcs.new():with_context({tenant = "south", shelf = 2}):call("app:echo").context
  checks.ok("an executor's context goes with the call", own.tenant == "south" and own.shelf == 2)
  checks.eq("and with no other", funcs.call("app:echo").context.shelf, nil)
  return checks.lines
end

-- Whoever starts a workflow is the one its activities, its children and the runs after it are called for.
local function actor(round)
  if round == "child" then
    return funcs.call("app:who")
  elseif round == nil then
    process.upgrade(nil, "next")
  end
  return {activity = funcs.call("app:who"), child = process.exec("app:actor", "app:workflows", "child")}
end

-- What cannot be encoded as an argument fails the run; nothing after it happens.
local function unencodable(what)
  local cycle = {}
  cycle[1] = cycle
  local bad = {sparse = {[1] = 1, [9] = 9}, mixed = {1, a = 2}, cycle = cycle}
  if what == "async" then
    funcs.async("app:add", bad.sparse)
  else
    funcs.call("app:add", bad[what])
  end
  return "went on"
end

return {calls = calls, failures = failures, retries = retries, options = options, futures = futures, actor = actor, inherited = inherited,
  unencodable = unencodable}
