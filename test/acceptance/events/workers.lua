local events = require("events")

-- Sends `count` numbered events.
local function publisher(system, count)
  for i = 1, count do
    events.send(system, "number", "/" .. i, {n = i, from = process.pid()})
  end
  return count
end

-- Says that it listens, then ends with the first event's path.
local function subscriber(whom, system)
  local ch = events.subscribe(system):channel()
  process.send(whom, "listens")
  return ch:receive().path
end

-- Subscribes, hears of its own event, leaves the subscription open.
local function function_subscriber(path)
  local ch = events.subscribe("calls"):channel()
  events.send("calls", "made", path)
  return ch:receive().path
end

-- Subscribes, then goes on as fresh code, which has no subscription but a mailbox.
local function renewed(whom, again)
  if not again then
    events.subscribe("renewal")
    process.upgrade(nil, whom, true)
  end
  local inbox = process.inbox()
  process.send(whom, "renewed")
  return inbox:receive():topic()
end

-- Ends when it is told to.
local function job()
  process.registry.register("job")
  local inbox = process.inbox()
  inbox:receive()
end

return {
  job = job,
  publisher = publisher,
  subscriber = subscriber,
  function_subscriber = function_subscriber,
  renewed = renewed,
}
