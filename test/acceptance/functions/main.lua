-- funcs and futures: process.md section 14.
local check = require("check")
local time = require("time")
local funcs = require("funcs")

local me = process.pid()

local function calls()
  local value, err = funcs.call("app:add", 2, 3)
  check.ok("call answers value, nil", value == 5 and err == nil, err)
  check.eq("a call that returns nothing answers nil, nil", select("#", funcs.call("app:nothing_returned")), 2)
  check.eq("a chunk that returns a function", funcs.call("app:whole", 21), 42)
  local function fails(name, kind, text, retryable, ...)
    value, err = funcs.call(...)
    check.ok(name .. " answers nil", value == nil)
    check.err(name, err, kind, text)
    check.ok(name .. ": retryable " .. tostring(retryable), type(err) == "userdata" and err:retryable() == retryable)
  end
  fails("an error object", "Unavailable", "no seat", true, "app:fails")
  check.eq("its details", err and err:details() and err:details().row, 3)
  fails("an error text", "Internal", "bad weather", false, "app:fails", "text")
  fails("a raised text", "Internal", "worse weather", nil, "app:fails", "raise")
  fails("true and a text", "Internal", "said", false, "app:fails", "true_and_text")
  fails("no target", "Invalid", "function ID required", false, "")
  fails("no namespace", "Invalid", "namespace required in function ID", false, "add")
  fails("no name", "Invalid", "name required in function ID", false, "app:")
  fails("an unknown target", "NotFound", "no handler registered for target", false, "app:nothing")
  fails("a process without a host of its own", "NotFound",
    "no handler registered for target: app:caller; app:caller is a process.lua: give it meta.default_host to make it callable", false,
    "app:caller")
  fails("a host is no target", "NotFound", "no handler registered for target", false, "app:processes")
  value, err = funcs.call("app:broken")
  check.ok("a chunk that fails", value == nil and err ~= nil and tostring(err):find("attempt to index", 1, true) ~= nil, err)
end

local function without_method()
  check.eq("a chunk without method is the function", funcs.call("app:chunk", 4), 5)
  check.eq("a function it returns is called with the same arguments", funcs.call("app:returned", "a", "b"), "aab")
  check.eq("which may wait", funcs.call("app:returned_waits", 1), 1)
  check.eq("and again in the same state", funcs.call("app:returned_waits", 2), 2)
  check.eq("a table of data is a result", (funcs.call("app:plain_table") or {}).n, 1)
  local value, err = funcs.call("app:unnamed")
  check.err("a table of functions is none", err, "Invalid",
    'app:unnamed: missing field "method": its source returns a table of functions, name one of them: main, other')
  value, err = funcs.call("app:misnamed")
  check.err("a misspelt method", err, "NotFound",
    'method "handel" not found in module (did you mean "handle"? it has: handle, other)')
end

local function process_of_a_call()
  local hello = process.listen("hello")
  local future = funcs.async("app:talks", me)
  local pid = check.receive(hello)
  check.ok("a call has a PID that names the function", type(pid) == "string" and pid:match("^{app:talks.*|0x%x+}$") ~= nil, pid)
  check.ok("which is no process to terminate", process.terminate(pid) ~= true)
  check.eq("it can be monitored", process.monitor(pid), true)
  process.send(pid, "answer", "from main")
  local got = check.receive(future:response()):data()
  check.ok("it can listen", got.answer == "from main" and got.me == pid and got.id == "app:talks")
  local event = check.receive(process.events()) or {result = {}}
  check.ok("its end is an EXIT with its value", event.kind == "pid.exit" and event.from == pid
    and event.result.value and event.result.value.me == pid)
end

local function futures()
  local future, err = funcs.async("app:slow", 50, "value")
  check.ok("async answers future, nil", future ~= nil and err == nil)
  check.ok("pending", future:is_complete() == false and future:is_canceled() == false)
  local v, e = future:result()
  check.ok("result of a pending one is nil, nil", v == nil and e == nil)
  v, e = future:error()
  check.ok("error of a pending one is nil, false", v == nil and e == false)
  check.ok("response and channel are the same each time", future:response() == future:channel()
    and future:response() == future:response())
  local p, ok = check.receive(future:response())
  check.ok("a payload comes", ok == true and p ~= nil and p:data() == "value", ok)
  p, ok = future:response():receive()
  check.ok("then the channel is closed", p == nil and ok == false)
  check.eq("complete", future:is_complete(), true)
  v, e = future:result()
  check.ok("result is a payload", e == nil and v ~= nil and v:data() == "value")

  future = funcs.async("app:fails")
  local failed
  failed, ok = check.receive(future:channel())
  check.ok("a failure comes as an error object with ok = true", ok == true)
  check.err("kind kept", failed, "Unavailable", "no seat")
  check.eq("a failure is complete", future:is_complete(), true)
  v, e = future:result()
  check.eq("result of a failure is nil", v, nil)
  check.err("and the error", e, "Unavailable", "no seat")
  v, e = future:error()
  check.err("error() has kind Internal", v, "Internal", "no seat")
  check.eq("and true", e, true)

  future = funcs.async("app:slow", 3600000, "never")
  v, e = future:cancel()
  check.ok("cancel answers true, nil", v == true and e == nil)
  check.eq("is_canceled", future:is_canceled(), true)
  p, ok = future:response():receive()
  check.ok("cancel closes the channel", p == nil and ok == false)
  v, e = future:result()
  check.err("result of a cancelled one", e, "Canceled", "canceled")

  local from = time.now()
  local all = {}
  for i = 1, 20 do
    all[i] = funcs.async("app:slow", 100, i)
  end
  local sum = 0
  for i = 1, 20 do
    sum = sum + check.receive(all[i]:response()):data()
  end
  check.eq("20 calls at once", sum, 210)
  local seconds = time.now():sub(from):seconds()
  check.ok("run side by side", seconds < 1.9, seconds)

  local first = channel.select({funcs.async("app:slow", 400, "slow"):response():case_receive(),
    funcs.async("app:slow", 1, "quick"):response():case_receive()})
  check.eq("select over futures", first.value:data(), "quick")

  local none
  none, e = funcs.async("app:nothing")
  if none ~= nil then
    e = check.receive(none:response())
  end
  check.err("async of an unknown target", e, "NotFound", "no handler registered for target")
end

local function hosted()
  local got, err = funcs.call("app:hosted", 1, 2)
  check.ok("a process with a default host is called by its ID", got and got.sum == 3, err)
  check.ok("and runs on that host", got and got.pid:match("^{app:processes|") ~= nil, got and got.pid)
  got, err = funcs.call("app:hosted_option", 1, 2)
  check.ok("meta.options.default_host", got and got.sum == 3, err)
  local started, cancelled = process.listen("started"), process.listen("cancelled")
  local pid = process.spawn("app:caller", "app:processes", me)
  check.receive(started)
  process.terminate(pid)
  local event = check.receive(cancelled, "10s") or {}
  check.ok("when the caller goes away the child gets CANCEL", event[1] == "pid.cancel"
    and event[2] == "caller context canceled", event[2])
end

local function executor()
  local base = funcs.new()
  check.eq("executor", base:call("app:add", 1, 1), 2)
  local other = base:with_context({a = 1})
  check.ok("is immutable", other ~= base)
  check.raises("with_actor of nil raises", function() base:with_actor(nil) end)
  check.raises("with_scope of nil raises", function() base:with_scope(nil) end)
  local value, err = base:with_options({retry = {max_attempts = 3, initial_delay = 1}}):call("app:flaky", 2, errors.UNAVAILABLE)
  check.ok("retry goes on to the third attempt", value == 3, err)
  value, err = base:with_options({retry = {max_attempts = 2, initial_delay = "1ms"}}):call("app:flaky", 5, errors.UNAVAILABLE)
  check.err("max_attempts is a limit", err, "Unavailable", "not yet")
  base:call("app:flaky", 0)
  value, err = base:with_options({retry = {max_attempts = 5, initial_delay = 1}}):call("app:flaky", 3, errors.INVALID)
  check.err("what is not retryable is not retried", err, "Invalid", "not yet")
  check.eq("after one attempt", base:call("app:flaky", 0), 2)
  check.eq("unknown options are ignored", base:with_options({colour = "red", priority = 5}):call("app:add", 1, 1), 2)
  check.eq("async of an executor", check.receive(base:async("app:add", 4, 4):response()):data(), 8)
end

local function main()
  process.events()
  calls()
  without_method()
  process_of_a_call()
  futures()
  hosted()
  executor()
  check.eq("a process may end before its call", process.exec("app:process_caller", "app:processes", me), "gone")
  return check.done()
end

return {main = main}
