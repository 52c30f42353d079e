-- Sends numbers to its partner, some at a time, and waits for each to come back, in order. Between two rounds it sleeps, and now and then
-- upgrades itself or its partner, or one of them crashes.
--   partner    another answerer in place of one that died: numbers begin anew
--   finish     returns the last number, once all are answered
local system = require("system")
local time = require("time")

local at_once = 6
local patience = "60s"  -- what is not answered by then is lost

local function main(keeper, name, pause_ms, partner, last, upgraded)
  local inbox, events = process.inbox(), process.events()
  local done, finishing = {messages = 0, upgrades = 0}, false
  local answered = last
  if not upgraded then
    local ok, err = process.registry.register(name)
    if not ok then
      process.send(keeper, "wrong", name .. " cannot have its name: " .. tostring(err))
    end
    process.monitor(partner)
  end

  local function take(message)
    local topic = message:topic()
    if topic == "partner" then
      partner, last, answered = message:payload():data(), 0, 0
      process.monitor(partner)
    elseif topic == "finish" then
      finishing = true
    elseif message:from() == partner then
      local n = message:payload():data()
      if n ~= answered + 1 then
        process.send(keeper, "wrong", name .. ": answer " .. n .. " after " .. answered)
      end
      answered = n
      done.messages = done.messages + 2
    end
  end

  -- Receives until the time is over, or until all is answered if it is none.
  local function receive(limit)
    local timer = time.timer(limit or patience)
    local over = timer:response()
    while limit or answered < last do
      local got = channel.select({inbox:case_receive(), events:case_receive(), over:case_receive()})
      if got.channel == inbox then
        take(got.value)
      elseif got.channel == events then
        if got.value.kind == process.event.EXIT and got.value.from == partner then
          last = answered  -- nobody answers these any more
        end
      else
        return
      end
      if limit and finishing then
        break
      end
    end
    timer:stop()
  end

  while true do
    receive(math.random(pause_ms, 3 * pause_ms) .. "ms")
    local fate = finishing and 1 or math.random()
    for i = 1, at_once do
      last = last + 1
      process.send(partner, "number", last)
      if i == 2 and fate < 0.1 then
        process.send(partner, "upgrade")
        done.upgrades = done.upgrades + 1
      end
    end
    receive()
    if answered < last then
      process.send(keeper, "wrong", name .. ": " .. last - answered .. " of " .. last .. " numbers have not come back")
      last = answered
    end
    process.send(keeper, "done", done)
    done = {messages = 0, upgrades = 0}
    system.gc.collect()  -- so that soon all that is resident is what is held
    if finishing then
      return {partner = partner, last = last}
    elseif fate > 0.99 then
      error("as it happens")
    elseif fate > 0.98 then
      process.send(partner, "crash")
    elseif fate > 0.9 then
      process.send(keeper, "done", {messages = 0, upgrades = 1})
      process.upgrade(nil, keeper, name, pause_ms, partner, last, true)
    end
  end
end

return {main = main}
