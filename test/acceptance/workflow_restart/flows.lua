local funcs = require("funcs")
local time = require("time")
local uuid = require("uuid")
local crypto = require("crypto")
local workflow = require("workflow")
local ctx = require("ctx")

-- Their time comes while nobody is there; they fire in the order of their deadlines.
local function timers()
  local fired, order = channel.new(3), {}
  for _, ms in ipairs({300, 100, 200}) do
    coroutine.spawn(function()
      time.sleep(ms .. "ms")
      fired:send(ms)
    end)
  end
  for i = 1, 3 do
    order[i] = fired:receive()
  end
  return table.concat(order, " ")
end

-- What was drawn and read before the end is the same when the code is run again.
local function values(teller)
  local drawn = {uuid.v4(), uuid.v1(), crypto.random.string(8), tostring(math.random(1e9)), tostring(time.now():unix_nano()),
    workflow.info().run_id, tostring(workflow.history_length()), ctx.get("tenant")}
  local recorded = funcs.call("app:echo", drawn)
  process.send(process.pid(), "own", 1)
  process.send(teller, "ready")
  process.inbox():receive()
  process.inbox():receive()
  local same = true
  for i, each in ipairs(drawn) do
    same = same and recorded[i] == each
  end
  return {same = same, count = #recorded, now = uuid.v4() ~= drawn[1]}
end

local function unread()
  time.sleep("400ms")
  local got, inbox = {}, process.inbox()
  for i = 1, 3 do
    got[i] = inbox:receive():payload():data()
  end
  return table.concat(got, " ")
end

local function waits()
  return process.inbox():receive():payload():data()
end

local function parent(teller)
  local events = process.events()
  local pid = process.with_options({["workflow.id"] = "the child"}):spawn("app:waits", "app:workflows")
  process.send(teller, "ready")
  local event = events:receive()
  local second = channel.select({events:case_receive(), time.after("50ms"):case_receive()})
  return {same = event.from == pid, value = event.result.value, once = second.channel ~= events}
end

local function named(teller)
  process.registry.register("named workflow")
  process.send(teller, "ready")
  return process.inbox():receive():payload():data()
end

local function retries()
  return funcs.new():with_options({["activity.retry_policy"] = {initial_interval = "50ms", backoff_coefficient = 1}}):call("app:unready")
end

local function changed(teller)
  funcs.call("app:echo", 1)  -- second life: funcs.call("app:other", 1)
  process.send(teller, "ready")
  return process.inbox():receive():payload():data()
end

local function fewer(teller)
  funcs.call("app:echo", 1)
  funcs.call("app:echo", 2)  -- second life:
  process.send(teller, "ready")
  return process.inbox():receive():payload():data()
end

local function versioned(teller)
  local version = 0  -- second life: local version = workflow.version("greeting", -1, 2)
  funcs.call("app:echo", version)
  process.send(teller, "ready")
  process.inbox():receive()
  return version
end

local function same_shape(teller)
  local value = funcs.call("app:echo", 1)  -- second life: local value = funcs.call("app:echo", 2)
  time.sleep("1ms")  -- second life: time.sleep("5ms")
  process.send(teller, "ready")
  process.inbox():receive()
  return value
end

return {timers = timers, values = values, unread = unread, named = named, waits = waits, parent = parent, retries = retries, changed = changed,
  fewer = fewer, versioned = versioned, same_shape = same_shape}
