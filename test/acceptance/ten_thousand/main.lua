-- 10,000 processes started in one loop, all reporting to one monitor: process.md section 1.
local check = require("check")

local count = 10000

local function main()
  local up, events = process.listen("up"), process.events()
  local pids, failed = {}, nil
  for i = 1, count do
    local pid, err = process.spawn_monitored("app:worker", "app:processes", process.pid(), i)
    if pid == nil then
      failed = err
      break
    end
    pids[i] = pid
  end
  check.ok("all are started", failed == nil and #pids == count, failed)
  local reported, sum = {}, 0
  for _ = 1, count do
    local i = check.receive(up, "60s")
    if i == nil then
      break
    end
    if not reported[i] then
      reported[i] = true
      sum = sum + i
    end
  end
  check.eq("all report", sum, count * (count + 1) / 2)
  local unique = {}
  for i = 1, count do
    unique[pids[i]] = i
  end
  local n = 0
  for _ in pairs(unique) do
    n = n + 1
  end
  check.eq("each has a PID of its own", n, count)
  for i = 1, count do
    if i % 2 == 0 then
      process.send(pids[i], "add", 1000000)
    else
      process.cancel(pids[i], "over")
    end
  end
  local ends, wrong = 0, 0
  for _ = 1, count do
    local event = check.receive(events, "60s")
    if event == nil then
      break
    end
    ends = ends + 1
    local i = unique[event.from]
    if event.kind ~= "pid.exit" or event.result.value ~= (i % 2 == 0 and 1000000 + i or "cancelled") then
      wrong = wrong + 1
    end
    unique[event.from] = nil
  end
  check.ok("each ends as it was told, and its monitor hears of it once", ends == count and wrong == 0 and next(unique) == nil,
    ends .. " ends, " .. wrong .. " wrong")
  return check.done()
end

return {main = main}
