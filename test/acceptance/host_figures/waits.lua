-- Takes a lock, says so, and waits for the word to end.
return {main = function(watcher)
  local system = require("system")
  process.send(watcher, "locked", (system.lock.acquire("job")))
  process.inbox():receive()
end}
