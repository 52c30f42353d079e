local io = require("io")
local time = require("time")

local sample_max = 1000

-- Says how far it is and waits until the script has looked at the program's memory.
local function stage(name, since)
  io.print(name .. " " .. (since and time.now():sub(since):nanoseconds() or 0))
  io.readline()
end

local function main(count)
  local n = tonumber(count)
  local every = math.max(1, math.floor(n / sample_max))
  local sample, answers = {}, process.listen("answer")  -- the PIDs of all would be a hundred bytes a process
  stage("before")

  local start = time.now()
  for i = 1, n do
    local pid, problem = process.spawn("crowd:idle", "crowd:processes", i)
    if not pid then
      return nil, "after " .. (i - 1) .. " processes: " .. tostring(problem)
    end
    if i % every == 0 then
      sample[#sample + 1] = {pid = pid, number = i}
    end
  end
  stage("started", start)

  start = time.now()
  for _, each in ipairs(sample) do
    process.send(each.pid, "question")
    local number = answers:receive()
    if number ~= each.number then
      return nil, "process " .. each.number .. " answered " .. tostring(number)
    end
  end
  stage("answered " .. #sample, start)
end

return {main = main}
