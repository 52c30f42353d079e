local function add(a, b)
  return a + b, "only the first value counts" == 1
end

local function fails(how)
  if how == "text" then
    return nil, "bad weather"
  elseif how == "raise" then
    error("worse weather")
  elseif how == "true_and_text" then
    return true, "said"
  end
  return nil, errors.new({message = "no seat", kind = errors.UNAVAILABLE, retryable = true, details = {row = 3}})
end

local function slow(ms, value)
  require("time").sleep(ms .. "ms")
  return value
end

-- A function is a process: it has a PID, can spawn, monitor, listen.
local function talks(parent)
  local me = process.pid()
  local answers = process.listen("answer")
  process.send(parent, "hello", me)
  return {me = me, answer = (answers:receive()), id = process.id()}
end

local calls = 0
local function flaky(fail_times, kind)
  calls = calls + 1
  if calls <= fail_times then
    return nil, errors.new({message = "not yet", kind = kind, retryable = kind ~= errors.INVALID})
  end
  local n = calls
  calls = 0
  return n
end

local function hosted(a, b)
  return {sum = a + b, pid = process.pid()}
end

local function waits_for_cancel(watcher)
  process.send(watcher, "started", process.pid())
  local event = process.events():receive()
  process.send(watcher, "cancelled", event.kind, event.reason)
end

-- Calls a process entry and is terminated meanwhile.
local function caller(watcher)
  require("funcs").call("app:waits_for_cancel", watcher)
end

-- Starts an asynchronous call and ends before it.
local function process_caller(watcher)
  require("funcs").async("app:slow", 100, "late")
  return "gone"
end

return {add = add, fails = fails, slow = slow, talks = talks, flaky = flaky, hosted = hosted,
  waits_for_cancel = waits_for_cancel, caller = caller, process_caller = process_caller}
