local function add(a, b)
  return a + b
end

local function echo(...)
  local _, second, third, fourth = ...
  return {count = select("#", ...), second = second, third = third, fourth = fourth, context = require("ctx").all()}
end

-- Fails as it is told: without an error that may be tried again the workflow would never hear of it.
local function refuses(how)
  if how == "raise" then
    error("out of paper")
  elseif how == "plain" then
    return nil, errors.new({message = "no kind"})
  elseif how == "retryable" then
    return nil, errors.new({message = "later", kind = errors.UNAVAILABLE, retryable = true})
  end
  return nil, errors.new({message = "no seat", kind = errors.INVALID, retryable = false, details = {row = 3}})
end

-- Fails so many times, then answers how often it was attempted; `flaky(name)` only asks.
local attempts = {}
local function flaky(name, failures, how)
  if failures == nil then
    return attempts[name] or 0
  end
  attempts[name] = (attempts[name] or 0) + 1
  if attempts[name] <= failures then
    if how == "raise" then
      error("attempt " .. attempts[name])
    end
    return nil, errors.new({message = "attempt " .. attempts[name], kind = how or errors.UNAVAILABLE})
  end
  return attempts[name]
end

-- On whose behalf it is called.
local function who()
  local actor = require("security").actor()
  return actor and {id = actor:id(), role = actor:meta().role} or {id = "nobody"}
end

local function starts()
  return process.exec("app:actor", "app:workflows")
end

local function slow(ms, value)
  require("time").sleep(ms .. "ms")
  return value
end

-- Tells that it has begun, and whether it is cancelled.
local function patient(watcher)
  local time = require("time")
  local events = process.events()
  process.send(watcher, "begun", process.pid())
  local first = channel.select({events:case_receive(), time.after("20s"):case_receive()})
  process.send(watcher, "told", first.channel == events and first.value.kind or "nothing")
  return "too late"
end

return {add = add, echo = echo, refuses = refuses, flaky = flaky, who = who, starts = starts, slow = slow, patient = patient}
