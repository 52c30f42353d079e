-- A sentinel pair: `asks` sends a ping, waits for the pong, pauses for a millisecond, and so on. It keeps the time of each round
-- trip and the longest gap between two pongs, the pause included: what a process that only wants its turn sees of its neighbours.
local time = require("time")

-- Reads everything, so that a flood does not stay in its mailbox, and answers what a sentinel asks.
local function answers()
  local inbox = process.inbox()
  while true do
    local message = inbox:receive()
    if message:topic() == "ping" then
      local payload = message:payload()
      local number = type(payload) == "userdata" and payload:data()
      if type(number) == "number" then
        process.send(message:from(), "pong", number)
      end
    end
  end
end

local function asks(partner)
  local inbox, pongs = process.inbox(), process.listen("pong")
  local trips, gap, last, number = {}, 0, os.clock(), 0

  -- Tells whoever asks what was seen since the last time, and begins anew.
  local function report(message)
    local now = os.clock()
    table.sort(trips)
    process.send(message:from(), "seen", {
      by = process.pid(),
      trips = #trips,
      worst = (trips[#trips] or 0) * 1000,
      p99 = (trips[math.ceil(#trips * 0.99)] or 0) * 1000,
      gap = math.max(gap, now - last) * 1000,
    })
    trips, gap, last = {}, 0, now
  end

  while true do
    local sent, waiting = os.clock(), true
    number = number + 1
    -- A full mailbox refuses: the next attempt is part of the gap.
    waiting = process.send(partner, "ping", number) == true
    while waiting do
      local got = channel.select({pongs:case_receive(), inbox:case_receive()})
      if got.channel == inbox then
        report(got.value)
      elseif got.value == number then
        local now = os.clock()
        trips[#trips + 1], gap, last, waiting = now - sent, math.max(gap, now - last), now, false
      end
    end
    time.sleep("1ms")
    local got = channel.select({inbox:case_receive(), default = true})
    if not got.default then
      report(got.value)
    end
  end
end

return {asks = asks, answers = answers}
