-- Round trips between this process and a partner on `host`, each timed: median and 99th percentile in microseconds.
local time = require("time")

return { main = function(host, n)
  local peer, err = process.spawn("bench:echo", host, process.pid())
  if err then error(err) end
  local inbox, times = process.inbox(), {}
  for i = 1, n do
    local start = time.now()
    process.send(peer, "ping", i)
    inbox:receive()
    times[i] = time.now():sub(start):nanoseconds() / 1000
  end
  process.send(peer, "stop")
  table.sort(times)
  return {median = times[math.ceil(n / 2)], p99 = times[math.ceil(n * 0.99)]}
end }
