-- Children of every kind, and what the end of their parent does to them.
local time = require("time")
local ctx = require("ctx")
local workflow = require("workflow")

local host = "faults:workflows"
local registrar_pid = "{faults:workflows|registrar}"

local function child(what, value)
  if what == "double" then
    time.sleep("1ms")
    return value * 2
  elseif what == "fails" then
    return nil, errors.new({message = "no stock", kind = errors.CONFLICT, retryable = false})
  elseif what == "listens" then
    local inbox = process.inbox()
    return inbox:receive():payload():data() .. inbox:receive():payload():data()
  elseif what == "outlives" then
    time.sleep("20ms")
    process.send(registrar_pid, "note", value .. " of " .. ctx.get("tenant"))
    return "on its own"
  elseif what == "told" then
    local event = process.events():receive()
    process.send(registrar_pid, "note", value .. " " .. event.kind)
    return event.kind
  end
  time.sleep("24h")  -- "waits"
end

local function family()
  local events, got = process.events(), {}
  local function named(id, options)
    local all = {["workflow.id"] = id}
    for key, value in pairs(options or {}) do
      all["workflow." .. key] = value
    end
    return process.with_options(all)
  end
  named("child waits"):spawn("faults:child", host, "waits")
  named("child outlives", {parent_close_policy = "abandon"}):spawn("faults:child", host, "outlives", "outlived")
  named("child told", {parent_close_policy = "request_cancel"}):spawn("faults:child", host, "told", "told")

  -- The end of one; those of others wait.
  local ended = {}
  local function end_of(pid)
    while not ended[pid] do
      local event = events:receive()
      ended[event.from] = event.result
    end
    return ended[pid]
  end
  local one = process.spawn_monitored("faults:child", host, "double", 4)
  local other = named("child fails"):spawn_linked("faults:child", host, "fails")
  got.doubled = end_of(one).value
  got.failed = end_of(other).error:kind() .. " " .. end_of(other).error:message()
  got.executed = process.exec("faults:child", host, "double", 21)
  got.by_workflow = workflow.exec("faults:child", "double", 50)
  local _, err = workflow.exec("faults:child", "fails")
  got.not_executed = err:kind() .. " " .. err:message()

  local listener = process.with_options({["workflow.id"] = "child listens"}):with_message("first", "a"):spawn("faults:child", host, "listens")
  got.stored = process.send(listener, "second", "b")
  got.listened = end_of(listener).value

  local cancelled = named("child cancelled"):spawn("faults:child", host, "told", "cancelled")
  got.cancel = process.cancel(cancelled)
  got.cancelled = end_of(cancelled).value
  local terminated = named("child terminated"):spawn("faults:child", host, "told", "terminated")
  got.terminate = process.terminate(terminated)  -- asks it, too
  got.terminated = end_of(terminated).value

  -- A child never joins what is there.
  local again, refused = named("child waits"):spawn("faults:child", host, "waits")
  got.second = tostring(again) .. " " .. tostring(refused ~= nil)
  return got
end

-- Notes what children tell, in any order.
local function registrar(count)
  local inbox, notes = process.inbox(), {}
  for i = 1, count do
    notes[i] = inbox:receive():payload():data()
  end
  table.sort(notes)
  return table.concat(notes, ", ")
end

return {family = family, child = child, registrar = registrar}
