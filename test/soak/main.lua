-- soak SECONDS PROCESSES PAUSE_MS: keeps so many processes busy for so long. Whenever it prints `sample` it waits for a line of input,
-- while run.sh measures the program; likewise `rest`, when all have ended. The last line is `summary` and an object.
local io = require("io")
local json = require("json")
local system = require("system")
local time = require("time")

local samples = 24
local pairs_of_a_keeper = 200

local function measured(what)
  io.print(what)
  io.readline()
end

local function main(...)
  local seconds, processes, pause_ms = tonumber((...)), tonumber((select(2, ...))), tonumber((select(3, ...)))
  local before = system.runtime.goroutines()
  local inbox, events = process.inbox(), process.events()
  local keepers, total, wrong = {}, {}, {}
  local n = math.max(1, math.floor(processes / (2 * pairs_of_a_keeper)))
  local pairs_wanted = math.floor(processes / (2 * n))
  for i = 1, n do
    keepers[i] = assert(process.spawn_monitored("soak:keeper", "soak:processes", i, pairs_wanted, pause_ms))
  end

  -- Their answers to `what`, added up.
  local function ask_all(what, answer, limit)
    for _, keeper in ipairs(keepers) do
      process.send(keeper, what)
    end
    local names, timer = 0, time.timer(limit)
    local over = timer:response()
    for _ = 1, n do
      local got = channel.select({inbox:case_receive(), over:case_receive()})
      if got.channel == over then
        wrong[#wrong + 1] = "keepers do not answer to " .. what .. " within " .. limit
        return names
      end
      local report = got.value:payload():data()
      if got.value:topic() ~= answer then
        wrong[#wrong + 1] = "expected " .. answer .. ", got " .. got.value:topic()
      end
      for key, count in pairs(report.tally) do
        total[key] = (total[key] or 0) + count
      end
      for _, text in ipairs(report.wrong) do
        wrong[#wrong + 1] = text
      end
      names = names + report.names
    end
    timer:stop()
    return names
  end

  local warm_up = math.min(600, seconds / 3)
  ask_all("report", "report", "120s")  -- all have been started
  time.sleep(math.floor(warm_up * 1000) .. "ms")
  for _ = 1, samples do
    time.sleep(math.floor((seconds - warm_up) * 1000 / samples) .. "ms")
    ask_all("report", "report", "60s")
    measured("sample")
  end
  local names = ask_all("finish", "finished", "120s")
  local ends = 0
  while ends < n do
    local event = events:receive()
    if event.result.error then
      wrong[#wrong + 1] = "a keeper failed: " .. tostring(event.result.error)
    end
    ends = ends + 1
  end
  if names * 2 ~= n * pairs_wanted * 2 then
    wrong[#wrong + 1] = names .. " pairs of " .. n * pairs_wanted
  end
  for _, what in ipairs({"messages", "upgrades", "crashes", "kills"}) do
    if (total[what] or 0) == 0 then
      wrong[#wrong + 1] = "no " .. what
    end
  end
  if system.runtime.goroutines() ~= before then
    wrong[#wrong + 1] = system.runtime.goroutines() - before .. " processes are left"
  end
  time.sleep("5s")  -- workers that rest give back what they hold unused
  measured("rest")
  total.seconds, total.processes, total.wrong = seconds, n * (2 * pairs_wanted + 1), #wrong
  for i = 1, math.min(#wrong, 20) do
    io.print("wrong: " .. wrong[i])
  end
  io.print("summary " .. json.encode(total))
  return #wrong == 0
end

return {main = main}
