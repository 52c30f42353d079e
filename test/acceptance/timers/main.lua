-- Timers as channels: process.md section 13.
local check = require("check")
local time = require("time")

local function elapsed(f)
  local from = time.now()
  f()
  return time.now():sub(from):seconds()
end

local function sleeping()
  check.ok("sleep returns nothing", select("#", time.sleep("1ms")) == 0)
  check.ok("sleep of zero or less returns at once", elapsed(function()
    for _ = 1, 100 do
      time.sleep(0)
      time.sleep(-5)
      time.sleep("-1h")
    end
  end) < 5)
  check.ok("a number is nanoseconds", elapsed(function() time.sleep(10) end) < 1)
  local t = elapsed(function() time.sleep(30 * time.MILLISECOND) end)
  check.ok("30 * MILLISECOND", t >= 0.03 and t < 10, t)
  t = elapsed(function() time.sleep("30ms") end)
  check.ok("a text", t >= 0.03 and t < 10, t)
  t = elapsed(function() time.sleep(time.parse_duration("30ms")) end)
  check.ok("a Duration", t >= 0.03 and t < 10, t)
  local err = time.sleep("soon")
  local _, second = time.sleep("soon")
  check.err("a bad duration", err or second, "Invalid")
end

local function after()
  local ch = time.after("5ms")
  local v, ok = ch:receive()
  check.ok("after delivers one time", ok == true and type(v) == "userdata" and type(v:unix()) == "number")
  v, ok = ch:receive()
  check.ok("then it is closed", v == nil and ok == false)
  local none, err = time.after(0)
  check.eq("after(0) answers nil", none, nil)
  check.err("after(0)", err, "Invalid", "duration must be > 0")
  none, err = time.timer("-1s")
  check.err("timer below zero", err, "Invalid", "duration must be > 0")
  none, err = time.ticker(0)
  check.err("ticker(0)", err, "Invalid", "duration must be > 0")
  local order = {}
  local all = channel.new(5)
  for _, ms in ipairs({40, 10, 30, 20, 50}) do
    local timer = time.after(ms .. "ms")
    coroutine.spawn(function()
      timer:receive()
      order[#order + 1] = ms
      all:send(true)
    end)
  end
  for _ = 1, 5 do
    all:receive()
  end
  check.list("timers fire in order", order, "10 20 30 40 50")
end

local function timer()
  local t = time.timer("10ms")
  check.ok("channel and response are the same each time", t:channel() == t:response() and t:channel() == t:channel())
  local got = channel.select({t:channel():case_receive(), time.after("30s"):case_receive()})
  check.ok("select sees that channel", got.channel == t:channel() and got.ok == true)
  check.eq("stop after it fired answers false", t:stop(), false)
  t = time.timer("1h")
  check.eq("stop before answers true", t:stop(), true)
  local v, ok = t:channel():receive()
  check.ok("and closes the channel", v == nil and ok == false)
  t = time.timer("1h")
  check.eq("reset of a pending timer answers true", t:reset("10ms"), true)
  v, ok = check.receive(t:channel())
  check.ok("and it fires at its new time", ok == true and type(v) == "userdata", ok)
end

local function ticker()
  local t = time.ticker("5ms")
  local fine = true
  for _ = 1, 5 do
    local v, ok = t:response():receive()
    fine = fine and ok == true and type(v) == "userdata"
  end
  check.ok("a ticker ticks", fine)
  check.ok("channel and response are the same", t:channel() == t:response())
  check.eq("stop answers true", t:stop(), true)
  local closed = false
  for _ = 1, 17 do
    local _, ok = t:channel():receive()
    if ok == false then
      closed = true
      break
    end
  end
  check.ok("and closes the channel", closed)

  local slow = time.ticker("2ms")
  time.sleep("500ms")
  local n = 0
  while not channel.select({slow:channel():case_receive(), default = true}).default do
    n = n + 1
    if n > 100 then
      break
    end
  end
  -- One more may tick while they are counted.
  check.ok("16 unread ticks are kept, the others dropped", n >= 16 and n <= 18, n)
  slow:stop()
end

local function main()
  sleeping()
  after()
  timer()
  ticker()
  return check.done()
end

return {main = main}
