-- How a process ends and who hears of it: process.md sections 1, 3, 5, 15 and 16.
local check = require("check")
local time = require("time")

local host = "app:processes"
local me = process.pid()
local events

local function result_of(entry, ...)
  local pid = process.spawn_monitored(entry, host, ...)
  local event = check.receive(events) or {result = {}}
  return event.from == pid and event.result or {error = "of another process"}
end

local function result_rule()
  local function value(name, want)
    local result = result_of("app:returns", name)
    check.ok("result " .. name, result.error == nil and result.value == want, result.error or result.value)
    local got, err = process.exec("app:returns", host, name)
    check.ok("exec " .. name, err == nil and got == want, err or got)
  end
  local function failure(name, kind, text, retryable)
    local result = result_of("app:returns", name)
    check.err("result " .. name, result.error, kind, text)
    check.ok("no value, retryable " .. tostring(retryable), result.value == nil and type(result.error) == "userdata"
      and result.error:retryable() == retryable)
    local got, err = process.exec("app:returns", host, name)
    check.eq("exec answers nil", got, nil)
    check.err("exec " .. name, err, kind, text)
  end
  value("value", "v")
  value("first_only", 1)
  value("number_second", "v")
  value("table_second", "v")
  value("false_first", false)
  value("nothing", nil)
  value("nil_first", nil)
  failure("true_and_text", "Internal", "x", false)
  failure("false_and_text", "Internal", "x", false)
  failure("nil_and_text", "Internal", "only text", false)
  failure("nil_and_error", "Conflict", "out of stock", true)
  failure("value_and_error", "Conflict", "out of stock", true)
  failure("unknown_kind", "Internal", "plain", nil)
  failure("wrapped", "Conflict", "out of stock", true)
  local result = result_of("app:returns", "nil_and_error")
  local details = type(result.error) == "userdata" and result.error:details() or {}
  check.ok("details, lists in them included", details.item == "nail" and details.left and details.left[2] == 1)
  result = result_of("app:returns", "error_first")
  check.ok("an error object as first value is a value", result.error == nil and type(result.value) == "userdata"
    and result.value:kind() == "Conflict", result.error)
end

local function raising()
  local err = result_of("app:raises", "text").error
  check.err("a raised text has its position", err, "Internal", "raised text")
  check.ok("which is entry and line", err and err:message():find("app:raises:%d+: raised text") ~= nil, err)
  check.eq("retryable is not said", err and err:retryable(), nil)
  err = result_of("app:raises", "plain").error
  check.eq("level 0: the text alone", err and err:message(), "raised text")
  err = result_of("app:raises", "object").error
  check.err("a raised error object is kept", err, "Conflict", "out of stock")
  check.ok("with all it holds", err and err:retryable() == true and err:details() and err:details().item == "nail")
  check.err("a raised table ends it too", result_of("app:raises", "table").error, "Internal")
  check.err("a raised nil", result_of("app:raises", "nothing").error, "Internal")
  check.err("a raised number", result_of("app:raises", "number").error, "Internal", "42")
  check.err("a fault of the language", result_of("app:raises", "index").error, "Internal", "attempt to index")
  local got, failed = process.exec("app:raises", host, "object")
  check.eq("exec of one that raises answers nil", got, nil)
  check.err("and the error, kind kept", failed, "Conflict", "out of stock")

  err = result_of("app:in_coroutine", "text").error
  check.err("an error in a spawned coroutine ends the process", err, "Internal", "raised text")
  err = result_of("app:in_coroutine", "object").error
  check.err("its kind is kept", err, "Conflict", "out of stock")
end

local function deadlock()
  local err = result_of("app:dead_locked", 1).error
  check.err("all blocked for ever", err, "Internal", "deadlock: ")
  check.ok("says how many coroutines", err and err:message():find("(threads=1)", 1, true) ~= nil, err)
  err = result_of("app:dead_locked", 3).error
  check.ok("three of them", err and err:message():find("(threads=3)", 1, true) ~= nil, err)
  local idle = process.spawn_monitored("app:idles", host)
  check.ok("waiting on a local channel is no deadlock", check.silent(events, "200ms"))
  process.terminate(idle)
  check.receive(events)
end

local function cancel()
  local ready, seen = process.listen("ready"), process.listen("event")
  local pid = process.spawn_monitored("app:cancelled", host, me, 3)
  check.receive(ready)
  local ok, err = process.cancel(pid, "enough")
  check.ok("cancel answers true, nil", ok == true and err == nil)
  local got = check.receive(seen) or {}
  check.ok("CANCEL with its reason", got[1] == "pid.cancel" and got[3] == "enough", got[3])
  check.ok("from and at, no result", got[2] == me and got[4] == "number" and got[5] == true)
  process.cancel(pid)
  check.eq("no reason is an empty text", (check.receive(seen) or {})[3], "")
  process.cancel(pid, "10s")
  check.eq("an old-style duration is text", (check.receive(seen) or {})[3], "10s")
  local event = check.receive(events) or {result = {}}
  check.eq("it ends when it wants to", event.result.value, "done")
end

local function exec()
  local function fails(name, kind, text, ...)
    local value, err = process.exec(...)
    check.ok(name .. " answers nil", value == nil)
    check.err(name, err, kind, text)
  end
  fails("exec of nothing", "Invalid", "process ID required", "", host)
  fails("exec without namespace", "Invalid", "invalid process ID format (namespace:name required)", "worker", host)
  fails("exec without host", "Invalid", "host ID required", "app:returns", "")
  fails("exec of an unknown entry", "Internal", "not found", "app:nothing", host)
  fails("exec on an unknown host", "Internal", "host not found", "app:returns", "app:nowhere")
  fails("exec of a chunk that fails", "Internal", "attempt to index", "app:broken", host)

  local calling, slow = process.listen("calling"), process.listen("slow")
  local pid = process.spawn("app:caller", host, me)
  check.receive(calling)
  time.sleep("50ms")
  process.terminate(pid)
  check.eq("a child runs on when its caller dies", check.receive(slow), "finished")
end

local function main()
  check.eq("exec of one that returns nothing answers nil, nil", select("#", process.exec("app:returns", host, "nothing")), 2)
  events = process.events()
  result_rule()
  raising()
  deadlock()
  cancel()
  exec()
  return check.done()
end

return {main = main}
