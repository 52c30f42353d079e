-- Workflows that begin again and again: workflow.cron_schedule, workflow.md section 6.
local check = require("check")
local time = require("time")

local ticks, events = process.listen("tick"), process.events()

local function start(id, how, more)
  local options = {["workflow.id"] = id, ["workflow.cron_schedule"] = "@every 1s"}
  for key, value in pairs(more or {}) do
    options["workflow." .. key] = value
  end
  return process.with_options(options):spawn_monitored("app:tick", "app:workflows", process.pid(), how)
end

-- Three of its runs, each with a run id of its own and its first attempt; then it is ended.
local function runs(what, id, how, more)
  local begun = time.now()
  local pid, err = start(id, how, more)
  check.ok(what .. ": it starts", pid ~= nil, err)
  local seen, count, first = {}, 0, nil
  for _ = 1, 3 do
    local tick = check.receive(ticks, "10s") or {}
    first = first or time.now()
    check.eq(what .. ": its id", tick.id, id)
    check.eq(what .. ": an attempt of its own", tick.attempt, 1)
    if tick.run and not seen[tick.run] then
      seen[tick.run] = true
      count = count + 1
    end
  end
  check.eq(what .. ": three runs", count, 3)
  check.ok(what .. ": not before its time", first:sub(begun):milliseconds() >= 900)
  check.ok(what .. ": a second apart", time.now():sub(first):milliseconds() >= 1800)
  check.ok(what .. ": its end is not told in between", check.receive(events, "10ms") == nil)
  check.eq(what .. ": terminated", process.terminate(pid), true)
  local event = check.receive(events, "5s") or {result = {}}
  check.ok(what .. ": its end", event.kind == "pid.exit" and event.result.error:kind() == "Canceled", event.kind)
  check.ok(what .. ": and no more runs", check.receive(ticks, "1500ms") == nil)
end

local function main()
  runs("completed", "clock", "return")
  runs("failed", "sick-clock", "fail")
  runs("timed out", "slow-clock", "sleep", {run_timeout = "200ms"})
  for _, schedule in ipairs({"* * * *", "61 * * * *", "@sometimes", "TZ=Atlantis * * * * *"}) do
    local _, err = start("wrong", "return", {cron_schedule = schedule})
    check.err("schedule " .. schedule, err, "Invalid", "cron_schedule")
  end
  return check.done()
end

return {main = main}
