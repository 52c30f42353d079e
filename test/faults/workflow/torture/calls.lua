-- Activities, time, randomness, and what is answered at once and recorded.
local funcs = require("funcs")
local time = require("time")
local uuid = require("uuid")
local crypto = require("crypto")
local ctx = require("ctx")
local workflow = require("workflow")

-- Pauses short enough for a test; without an end, as an attempt that the kill interrupts counts as one that failed.
local quick = {["activity.retry_policy"] = {initial_interval = "2ms", maximum_interval = "8ms"}}

local function calls()
  local executor = funcs.new():with_options(quick)
  local sum = 0
  for i = 1, 3 do
    sum = sum + executor:call("faults:echo", i)
  end
  local got = {sum = sum, flaky = executor:call("faults:flaky", "calls", 3), tenant = executor:call("faults:tenant"),
    south = executor:with_context({tenant = "south"}):call("faults:tenant")}
  local _, err = executor:call("faults:refuses")
  got.refused = err:kind() .. " " .. err:message() .. " " .. err:details().row .. " " .. err:details()._retry_state
  _, err = funcs.new():with_options({["activity.start_to_close_timeout"] = "5ms", ["activity.retry_policy"] = {maximum_attempts = 1}})
    :call("faults:slow", "10s")
  got.slow = err:kind() .. " " .. tostring(err:retryable())

  local futures, values = {}, {}
  for i = 1, 4 do
    futures[i] = executor:async("faults:slow", (5 - i) .. "ms", i)
  end
  for i = 1, 4 do
    values[i] = futures[i]:response():receive():data()
  end
  got.futures = table.concat(values, " ")
  local late = executor:async("faults:slow", "10s")
  time.sleep("1ms")
  got.cancel = late:cancel()
  _, err = late:result()
  got.canceled = tostring(late:is_canceled()) .. " " .. err:kind()
  local together, done = 0, channel.new(3)
  for i = 1, 3 do
    coroutine.spawn(function()
      local value = executor:call("faults:echo", i)
      together = together + value
      done:send(true)
    end)
  end
  for _ = 1, 3 do
    done:receive()
  end
  got.together = together
  return got
end

local function clock()
  local got, start = {}, time.now()
  local function since()
    return time.now():sub(start):milliseconds()
  end
  got.still = time.now():unix_nano() == start:unix_nano() and os.time() == start:unix()
  time.sleep(0)
  time.sleep("6ms")
  got.slept = since() >= 6
  local order, fired = {}, channel.new(3)
  for _, ms in ipairs({9, 3, 6}) do
    coroutine.spawn(function()
      time.sleep(ms .. "ms")
      fired:send(ms)
    end)
  end
  for i = 1, 3 do
    order[i] = fired:receive()
  end
  got.order = table.concat(order, " ")
  local first = channel.select({time.after("4ms"):case_receive(), time.after("1h"):case_receive()})
  got.after = first.ok
  local stopped = time.timer("2ms")
  got.stopped = stopped:stop()
  local timer = time.timer("1h")
  timer:reset("3ms")
  timer:channel():receive()
  local ticker, ticks = time.ticker("3ms"), 0
  for _ = 1, 3 do
    ticker:channel():receive()
    ticks = ticks + 1
  end
  ticker:stop()
  got.ticks = ticks
  got.enough = since() >= 6 + 9 + 4 + 3 + 9
  local never, err = time.after(0)
  got.never = tostring(never) .. " " .. err:kind()
  return got
end

-- What was drawn before a call is what is known after it, in whichever life.
local function random()
  local executor, drawn, seen, same = funcs.new():with_options(quick), {}, {}, true
  for round = 1, 4 do
    drawn[round] = {uuid.v1(), uuid.v4(), uuid.v7(), crypto.random.string(8), crypto.random.uuid(), tostring(math.random(1e9)),
      crypto.encrypt.aes("secret", string.rep("k", 32)):gsub(".", function(c) return string.format("%02x", c:byte()) end), workflow.info().run_id,
      tostring(workflow.history_length()), tostring(time.now():unix_nano())}
    local back = executor:call("faults:echo", drawn[round])
    for i, each in ipairs(drawn[round]) do
      same = same and back[i] == each
    end
    same = same and not seen[drawn[round][2]]
    seen[drawn[round][2]] = true
  end
  for round = 1, 3 do
    same = same and drawn[round][8] == drawn[round + 1][8] and tonumber(drawn[round][9]) < tonumber(drawn[round + 1][9])
      and tonumber(drawn[round][10]) <= tonumber(drawn[round + 1][10])
  end
  return {same = same, decrypted = crypto.decrypt.aes(crypto.encrypt.aes("secret", string.rep("k", 32)), string.rep("k", 32)),
    named = uuid.v5("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "www.example.com")}
end

-- Names, versions, attributes, what the terminal is told. Names are looked up between activations, too.
local function recorded()
  local got = {tenant = ctx.get("tenant"), pid = process.pid(), id = process.id(), options = process.set_options({trap_links = true})}
  got.registered = process.registry.register("a workflow")
  got.version = workflow.version("change", 1, 3)
  print("once: version")
  time.sleep("1ms")
  got.known = process.registry.lookup("a workflow") == process.pid()
  got.attributes = workflow.attrs({search = {customer = "Ann"}, memo = {note = "none"}})
  local sent, err = process.send("nobody", "x", 1)
  got.nobody = tostring(sent) .. " " .. err:kind()
  sent, err = process.send("{faults:workflows|nobody}", "x", 1)
  got.missing = tostring(sent) .. " " .. err:kind()
  local _, refused = process.monitor(process.pid())
  got.monitor = refused:kind()
  time.sleep("1ms")
  print("once: names")
  got.gone = process.registry.unregister("a workflow")
  got.unknown = process.registry.lookup("a workflow") == nil
  got.still = workflow.version("change", 1, 3)
  return got
end

-- Fails twice as a whole, is started again by its policy.
local function attempts()
  time.sleep("1ms")
  local attempt = workflow.info().attempt
  if attempt < 3 then
    error("attempt " .. attempt)
  end
  return "attempt " .. attempt
end

-- Fails the run, before anything is scheduled.
local function unencodable()
  time.sleep("1ms")
  funcs.call("faults:echo", {[1] = 1, [9] = 9})
  return "went on"
end

local function forever()
  time.sleep("24h")
end

return {calls = calls, clock = clock, random = random, recorded = recorded, attempts = attempts, unencodable = unencodable, forever = forever}
