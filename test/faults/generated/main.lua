-- Starts the workflows of the seeds FIRST to LAST, WINDOW at a time, sends each its signals, and prints how each ended. Started again after a
-- crash it does that again; a workflow that was started is not started twice.
local dice = require("dice")
local io = require("io")
local time = require("time")

local function pid_of(seed)
  return "{app:" .. (seed % 2 == 0 and "few" or "many") .. "|flow-" .. seed .. "}"
end

local function begin(seed)
  local pid, err = process.with_options({["workflow.id_reuse_policy"] = "reject_duplicate"}):with_name("flow-" .. seed)
    :spawn("app:flow", seed % 2 == 0 and "app:few" or "app:many", "plan", seed)
  pid = pid or pid_of(seed)
  local watched, problem = process.monitor(pid)
  if not watched then
    error(tostring(err) .. ", " .. tostring(problem))
  end
  -- Of its signals some find it at work, some asleep.
  for i = 1, dice.plan(seed).signals do
    process.send(pid, "signal", i)
  end
end

local function main(first, last, window)
  local events = process.events()
  local seed, open = first, 0
  while seed <= last or open > 0 do
    while seed <= last and open < window do
      begin(seed)
      seed, open = seed + 1, open + 1
    end
    local event = events:receive()
    if event.kind == "pid.cancel" then
      return 1
    elseif event.kind == "pid.exit" then
      open = open - 1
      io.print((event.from:match("flow%-%d+")), event.result.error and "failed: " .. tostring(event.result.error) or event.result.value)
    end
  end
  return 0
end

return {main = function(...)
  local first, last, window = ...
  return main(tonumber(first), tonumber(last), tonumber(window or 100))
end}
