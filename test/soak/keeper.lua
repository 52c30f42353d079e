-- Keeps pairs of processes alive: whoever dies is replaced, and the other one goes on with the new partner. Now and then it kills one.
--   report     what has happened since the last time goes to whoever asks
--   finish     all end, and each pair must have come equally far
local time = require("time")

local host = "soak:processes"

local function main(number, pairs_wanted, pause_ms)
  local inbox, events, kills = process.inbox(), process.events(), time.ticker((pause_ms * 2) .. "ms")
  local self = process.pid()
  local pairs_kept, by_pid = {}, {}
  local tally = {messages = 0, upgrades = 0, crashes = 0, kills = 0, spawns = 0}
  local wrong, finishing, left, asked_by = {}, false, 0, nil

  local function complain(text)
    if #wrong < 20 then
      wrong[#wrong + 1] = text
    end
  end

  local function spawn(entry, pair, role, ...)
    local pid, err = process.spawn_monitored(entry, host, self, ...)
    if not pid then
      return complain("cannot spawn " .. entry .. ": " .. tostring(err))
    end
    pair[role], by_pid[pid] = pid, pair
    tally.spawns = tally.spawns + 1
    return pid
  end

  local function spawn_answerer(pair)
    return spawn("soak:answerer", pair, "answerer", nil, 0)
  end

  local function spawn_asker(pair)
    return spawn("soak:asker", pair, "asker", pair.name, pause_ms, pair.answerer, 0)
  end

  local function report(kind)
    process.send(asked_by, kind, {tally = tally, wrong = wrong, names = #pairs_kept})
    tally, wrong = {messages = 0, upgrades = 0, crashes = 0, kills = 0, spawns = 0}, {}
  end

  -- The asker ends first: its last numbers are answered then.
  local function ended(pair, role, pid, result)
    if not finishing then
      return complain(pair.name .. ", " .. role .. ", returned")
    end
    if role == "asker" then
      pair.asker, pair.finished, pair.sent = nil, pid, result.partner == pair.answerer and result.last
      process.send(pair.answerer, "finish")
      return
    end
    left = left - 1
    -- None at all, if the partner was replaced while the last ones were under way.
    if pair.sent and (result.last ~= pair.sent or (pair.sent > 0 and result.asker ~= pair.finished)) then
      complain(pair.name .. ": " .. pair.sent .. " sent, " .. result.last .. " received")
    end
  end

  local function on_exit(event)
    local pair = by_pid[event.from]
    if not pair then
      return complain("the end of a stranger: " .. tostring(event.from))
    end
    by_pid[event.from] = nil
    local role = pair.asker == event.from and "asker" or "answerer"
    if not event.result.error then
      return ended(pair, role, event.from, event.result.value)
    end
    tally.crashes = tally.crashes + 1
    if role == "asker" then
      if process.registry.lookup(pair.name) then
        complain(pair.name .. " still has its name")
      end
      spawn_asker(pair)
      if finishing then
        process.send(pair.asker, "finish")
      end
    else
      spawn_answerer(pair)
      if pair.asker then
        process.send(pair.asker, "partner", pair.answerer)
      else  -- which has finished
        pair.sent = nil
        process.send(pair.answerer, "finish")
      end
    end
  end

  for i = 1, pairs_wanted do
    local pair = {name = "pair " .. number .. "." .. i}
    pairs_kept[i] = pair
    spawn_answerer(pair)
    spawn_asker(pair)
  end
  while not finishing or left > 0 do
    local got = channel.select({events:case_receive(), inbox:case_receive(), kills:response():case_receive()})
    if got.channel == events then
      on_exit(got.value)
    elseif got.channel == inbox then
      local topic = got.value:topic()
      if topic == "done" then
        local done = got.value:payload():data()
        tally.messages = tally.messages + done.messages
        tally.upgrades = tally.upgrades + done.upgrades
      elseif topic == "wrong" then
        complain(got.value:payload():data())
      elseif topic == "report" then
        asked_by = got.value:from()
        report("report")
      elseif topic == "finish" then
        finishing, asked_by, left = true, got.value:from(), #pairs_kept
        kills:stop()
        for _, pair in ipairs(pairs_kept) do
          process.send(pair.asker, "finish")
        end
      end
    elseif not finishing then
      local pair = pairs_kept[math.random(#pairs_kept)]
      tally.kills = tally.kills + 1
      process.terminate(math.random() < 0.5 and pair.asker or pair.answerer)
    end
  end
  -- What was sent before the ends is in the mailbox.
  for _, pair in ipairs(pairs_kept) do
    if process.registry.lookup(pair.name) then
      complain(pair.name .. " outlives its process")
    end
  end
  if next(by_pid) then
    complain("some were replaced and not found again")
  end
  while true do
    local got = channel.select({inbox:case_receive(), default = true})
    if got.default then
      break
    end
    local topic, data = got.value:topic(), got.value:payload():data()
    if topic == "wrong" then
      complain(data)
    elseif topic == "done" then
      tally.messages = tally.messages + data.messages
      tally.upgrades = tally.upgrades + data.upgrades
    end
  end
  report("finished")
end

return {main = main}
