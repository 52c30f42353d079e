local time = require("time")

local function returns(how)
  if how == "nothing" then
    return
  elseif how == "nil and an error" then
    return nil, errors.new({message = "no stock", kind = errors.CONFLICT, retryable = false, details = {item = 7}})
  elseif how == "a value and an error" then
    return "dropped", errors.new({message = "no stock", kind = errors.CONFLICT})
  elseif how == "raise" then
    error("broken")
  elseif how == "raise an error" then
    error(errors.new({message = "no stock", kind = errors.CONFLICT}))
  elseif how == "no encoding" then
    return {1, a = 2}
  elseif how == "with others at work" then
    coroutine.spawn(function() time.sleep("1h") end)
    return "done"
  end
  return {how = how}
end

local function waits()
  return process.inbox():receive():payload():data()
end

local function goes_on(round, last)
  if round < last then
    time.sleep("2ms")
    process.upgrade(nil, round + 1, last)
    error("process.upgrade came back")
  elseif last < 0 then
    process.upgrade("app:other_round")
  end
  return "round " .. round
end

-- Tells what the event of a cancellation holds; nothing else is interrupted by it.
local function cancellable(how)
  local events = process.events()
  local done = channel.new(1)
  coroutine.spawn(function()
    time.sleep("30ms")
    done:send(true)
  end)
  local event = events:receive()
  if how == "fail" then
    return nil, errors.new({message = "cancelled", kind = errors.CANCELED})
  end
  return {kind = event.kind, from = event.from, at = event.at, reason = event.reason, slept = done:receive()}
end

local function speaks(to, how)
  for i = 1, 3 do
    process.send(to, "last words", i)
  end
  if how == "raise" then
    error("broken")
  end
end

return {speaks = speaks, returns = returns, waits = waits, goes_on = goes_on, cancellable = cancellable}
