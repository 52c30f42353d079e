local time = require("time")

if process.id() == "app:keeper" then
  process.registry.register("keeper")
end

-- Counts the starts of each service and keeps their times; answers to "counts".
local function keeper()
  local inbox, events = process.inbox(), process.events()
  local times = {}
  while true do
    local got = channel.select({events:case_receive(), inbox:case_receive()})
    if got.channel == events then
      return
    end
    local msg = got.value
    if msg:topic() == "counts" then
      process.send(msg:from(), "counts", times)
    else
      local start = msg:payload():data()
      times[start.name] = times[start.name] or {}
      table.insert(times[start.name], start.at)
    end
  end
end

local function worker(name, how)
  -- Its own time, in milliseconds: the keeper may see a start so late that the wait after it seems too short.
  process.send("keeper", "start", {name = name, at = time.now():unix_nano() / 1e6})
  if how == "value" then
    return 1
  elseif how == "false" then
    return false
  elseif how == "raise" then
    error("as told")
  elseif how == "text" then
    return nil, "as told"
  elseif how == "retryable" then
    return nil, errors.new({message = "as told", kind = errors.UNAVAILABLE, retryable = true})
  elseif how == "not_retryable" then
    return nil, errors.new({message = "as told", kind = errors.UNAVAILABLE, retryable = false})
  elseif how == "terminated" then
    process.terminate(process.pid())
    channel.new():receive()
  elseif how == "stable" then
    time.sleep("40ms")
    error("after a stable time")
  end
end

return {keeper = keeper, worker = worker}
