-- The workflows that are measured, and the function that they call.
local funcs = require("funcs")
local time = require("time")

local function next_number(n)
  return n + 1
end

-- Each step is an activity: a durable step is one that was scheduled, run and recorded.
local function steps(count)
  local n = 0
  for _ = 1, count do
    n = assert(funcs.call("bench:next", n))
  end
  return n
end

local function counter(count)
  local inbox, sum = process.inbox(), 0
  for _ = 1, count do
    sum = sum + inbox:receive():payload():data()
  end
  return sum
end

local function sleeper(seconds)
  time.sleep(seconds .. "s")
  return true
end

return {next_number = next_number, steps = steps, counter = counter, sleeper = sleeper}
