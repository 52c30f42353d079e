local io = require("io")

-- The script measures the program's memory from outside, while it waits here.
local function measured(what)
  io.print("measure " .. what)
  io.readline()
end

-- Starts `n` of them, `at_once` at a time; counts those that end as they should.
local function run(n, at_once, entry, expected)
  local events, running, started, right, wrong = process.events(), 0, 0, 0, nil
  while right < n and not wrong do
    while running < at_once and started < n do
      started = started + 1
      local pid, problem = process.spawn_monitored(entry, "app:processes", started)
      if not pid then return started, tostring(problem) end
      process.send(pid, "number", 1)
      running = running + 1
    end
    local event = events:receive()
    running = running - 1
    if expected(event.result) then
      right = right + 1
    else
      wrong = tostring(event.result.error or event.result.value)
    end
  end
  return right, wrong
end

local function broke_its_limit(result)
  return result.error ~= nil and result.error:message() == "memory limit exceeded (1M)"
end

local function returned(result)
  return result.error == nil and type(result.value) == "number"
end

local function main(...)
  local factor = tonumber(...)
  for _, part in ipairs({{"deaths by the memory limit", 10000, "app:greedy", broke_its_limit}, {"short lives", 100000, "app:short", returned}}) do
    local what, n, entry, expected = part[1], math.floor(part[2] * factor), part[3], part[4]
    local right, wrong = run(math.floor(n / 5), 16, entry, expected)
    measured("first")
    if not wrong then
      right, wrong = run(n - right, 16, entry, expected)
    end
    measured("last")
    io.print(wrong and ("after " .. right .. ": " .. wrong) or what)
  end
end

return {main = main}
