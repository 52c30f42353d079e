local time = require("time")
local funcs = require("funcs")
local checks = require("checks")

local function since(start)
  return time.now():sub(start):milliseconds()
end

local function sleeps()
  local start = time.now()
  time.sleep("30ms")
  local took = since(start)
  checks.ok("sleep takes its time", took >= 30 and took < 1000, took)
  start = time.now()
  time.sleep(20 * time.MILLISECOND)
  checks.ok("a number of nanoseconds", since(start) >= 20, since(start))
  start = time.now()
  for _ = 1, 5 do
    time.sleep(0)
  end
  checks.ok("sleep of 0 goes on at once", since(start) < 1000, since(start))

  -- Coroutines sleep side by side.
  local order = {}
  local done = channel.new(3)
  for _, ms in ipairs({30, 10, 20}) do
    coroutine.spawn(function()
      time.sleep(ms .. "ms")
      order[#order + 1] = ms
      done:send(true)
    end)
  end
  for _ = 1, 3 do
    done:receive()
  end
  checks.eq("timers fire in the order of their deadlines", table.concat(order, " "), "10 20 30")
  return checks.lines
end

local function timers()
  local fired, ok = time.after("10ms"):receive()
  checks.ok("after delivers once", fired ~= nil and ok == true)
  for _, wrong in ipairs({"0s", "-5ms"}) do
    for _, what in ipairs({"after", "timer", "ticker"}) do
      local got, err = time[what](wrong)
      checks.ok(what .. " of " .. wrong, got == nil and err ~= nil and err:kind() == "Invalid", err)
    end
  end

  local timer = time.timer("10ms")
  checks.ok("a timer fires", timer:channel():receive() ~= nil)
  timer = time.timer("10ms")
  checks.eq("stop", timer:stop(), true)
  local first = channel.select({timer:channel():case_receive(), time.after("40ms"):case_receive()})
  checks.ok("a stopped timer's channel closes empty", first.channel == timer:channel() and first.value == nil)
  checks.eq("nothing more to stop", timer:stop(), false)

  local start = time.now()
  timer = time.timer("10ms")
  timer:reset("60ms")
  timer:channel():receive()
  checks.ok("a timer that was reset fires at its new time", since(start) >= 60, since(start))
  first = channel.select({timer:channel():case_receive(), time.after("30ms"):case_receive()})
  checks.ok("and once", first.value == nil)

  start = time.now()
  local ticker = time.ticker("15ms")
  for _ = 1, 4 do
    ticker:channel():receive()
  end
  checks.ok("a ticker goes on", since(start) >= 60 and since(start) < 2000, since(start))
  ticker:stop()
  first = channel.select({ticker:channel():case_receive(), time.after("40ms"):case_receive()})
  checks.ok("until it is stopped", first.value == nil)

  -- A time-out of something else.
  local slow = funcs.async("app:nap", "500ms")
  first = channel.select({slow:response():case_receive(), time.after("20ms"):case_receive()})
  checks.ok("select with after", first.channel ~= slow:response())
  return checks.lines
end

local function clock(only_tell)
  if only_tell then
    return time.now():unix_nano()
  end
  local fine, answer, err = pcall(time.sleep, "-1s")
  checks.ok("a negative sleep is refused", not fine or err ~= nil, answer)
  local now, unix, cpu, date = time.now():unix_nano(), os.time(), os.clock(), os.date("%Y-%m-%d %H:%M:%S")
  local x = 0
  for i = 1, 3e6 do
    x = x + i % 7
  end
  checks.eq("time stands still within an activation", time.now():unix_nano(), now)
  checks.eq("os.clock too", os.clock(), cpu)
  checks.eq("os.time is the same clock", unix, math.floor(now / 1e9))
  checks.eq("os.date too", os.date("%Y-%m-%d %H:%M:%S"), date)
  checks.eq("and is that time", os.date("%Y-%m-%d %H:%M:%S", unix), date)
  local last, rising = now, true
  for _ = 1, 5 do
    funcs.call("app:nap", "2ms")
    rising = rising and time.now():unix_nano() > last
    last = time.now():unix_nano()
  end
  checks.ok("it moves from activation to activation", rising)
  checks.eq("an explicit time is computed", os.time({year = 2024, month = 2, day = 29, hour = 12}), 1709208000)
  checks.eq("and shown", os.date("!%Y-%m-%d", 0), "1970-01-01")
  return checks.lines
end

return {sleeps = sleeps, timers = timers, clock = clock}
