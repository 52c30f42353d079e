local function failure()
  return errors.new({message = "out of stock", kind = errors.CONFLICT, retryable = true, details = {item = "nail", left = {0, 1}}})
end

local cases = {
  value = function() return "v" end,
  first_only = function() return 1, 2, 3 end,
  number_second = function() return "v", 42 end,
  table_second = function() return "v", {message = "no error"} end,
  false_first = function() return false end,
  nothing = function() end,
  nil_first = function() return nil end,
  true_and_text = function() return true, "x" end,
  false_and_text = function() return false, "x" end,
  nil_and_text = function() return nil, "only text" end,
  nil_and_error = function() return nil, failure() end,
  value_and_error = function() return {1}, failure() end,
  unknown_kind = function() return nil, errors.new("plain") end,
  wrapped = function() return nil, errors.wrap(failure(), "while selling") end,
  error_first = function() return failure() end,
}

local function returns(name)
  return cases[name]()
end

local raised = {
  text = function() error("raised text") end,
  plain = function() error("raised text", 0) end,
  object = function() error(failure()) end,
  table = function() error({code = 5}) end,
  nothing = function() error() end,
  number = function() error(42) end,
  index = function() return (nil).field end,
}

local function raises(name)
  raised[name]()
end

local function in_coroutine(how)
  coroutine.spawn(function()
    require("time").sleep("10ms")
    raises(how)
  end)
  channel.new():receive()
end

local function dead_locked(n)
  for _ = 2, n do
    coroutine.spawn(function() channel.select({}) end)
  end
  channel.select({})
end

local function idles()
  channel.new():receive()
end

-- Answers the cancel events it gets.
local function cancelled(watcher, n)
  local events = process.events()
  process.send(watcher, "ready")
  for _ = 1, n do
    local event = events:receive()
    process.send(watcher, "event", event.kind, event.from, event.reason, type(event.at), event.result == nil)
  end
  return "done"
end

-- Starts `slow` and waits for it.
local function caller(watcher)
  process.send(watcher, "calling")
  return process.exec("app:slow", "app:processes", watcher)
end

local function slow(watcher)
  require("time").sleep("200ms")
  process.send(watcher, "slow", "finished")
  return "finished"
end

return {returns = returns, raises = raises, in_coroutine = in_coroutine, dead_locked = dead_locked, idles = idles,
  cancelled = cancelled, caller = caller, slow = slow}
