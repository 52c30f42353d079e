-- Sends number after number to a workflow that notes them, and says which are stored. `main(from, limit)`: from that number on, at most so many,
-- then the end.
local io = require("io")
local time = require("time")

local pid = "{app:workflows|ledger}"

return function(from, limit)
  local events = process.events()
  process.with_options({["workflow.id_conflict_policy"] = "use_existing"}):with_name("ledger"):spawn("app:ledger", "app:workflows")
  process.monitor(pid)
  for number = tonumber(from), tonumber(from) + tonumber(limit) - 1 do
    local stored, err = process.send(pid, "number", number)
    if not stored then
      io.print("refused " .. number .. ": " .. err:message())
      return 1
    end
    io.print("stored " .. number)
    time.sleep("1ms")
  end
  process.send(pid, "number", "end")
  io.print("ledger " .. tostring(events:receive().result.value))
end
