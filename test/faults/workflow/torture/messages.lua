-- Messages between workflows carry numbers, so that one that is lost, comes twice or overtakes another is seen.
local funcs = require("funcs")
local time = require("time")

local quick = {["activity.retry_policy"] = {initial_interval = "2ms", maximum_interval = "8ms"}}
local numbers = 6

-- Notes what comes from whom, answers each, and ends with the last.
local function ledger(senders)
  local inbox, from, left = process.inbox(), {}, senders * numbers
  while left > 0 do
    local message = inbox:receive()
    local body = message:payload():data()
    local notes = from[body.who] or {}
    from[body.who] = notes
    notes[#notes + 1] = body.number
    left = left - 1
    if body.answer then
      process.send(message:from(), "answer", body.number)
    end
  end
  local shown = {}
  for who, notes in pairs(from) do
    shown[who] = table.concat(notes, " ")
  end
  return shown
end

-- Sends in one go, between timers, between activities; waits for some of the answers. It also writes to itself, and to the terminal, which may
-- hear of one more than once.
local function pinger(who, to)
  local answers, own, got, executor = process.listen("answer"), process.listen("own"), {}, funcs.new():with_options(quick)
  local function send(number, answer)
    assert(process.send(to, "number", {who = who, number = number, answer = answer}))
    process.send("terminal", "heard", who .. " " .. number)
  end
  send(1)
  send(2)
  executor:call("faults:echo", 1)
  send(3, true)
  got[1] = answers:receive()
  process.send(process.pid(), "own", "a")
  process.send(process.pid(), "own", "b")
  time.sleep("2ms")
  send(4)
  got[2] = own:receive()
  got[3] = own:receive()
  send(5, true)
  send(6, true)
  got[4] = answers:receive()
  process.unlisten(answers)  -- the last answer goes to the inbox
  got[5] = process.inbox():receive():payload():data()
  return table.concat(got, " ")
end

-- A chain of runs that reads two numbers a run; what it has not read goes on to the next.
local function rounds(seen, round)
  local inbox = process.inbox()
  for _ = 1, 2 do
    seen[#seen + 1] = inbox:receive():payload():data()
  end
  if round < 4 then
    process.upgrade(nil, seen, round + 1)
  end
  process.upgrade("faults:last_round", seen)
end

local function last_round(seen)
  seen[#seen + 1] = process.inbox():receive():payload():data()
  return table.concat(seen, " ")
end

local function counts(to)
  for i = 1, 9 do
    process.send(to, "number", i)
    if i % 3 == 0 then
      time.sleep("1ms")
    end
  end
  return "counted"
end

return {ledger = ledger, pinger = pinger, rounds = rounds, last_round = last_round, counts = counts}
