-- The top level runs before the service counts as running, so the order of these marks is the order of starts.
local time = require("time")
process.send("journal", "mark", "start " .. process.id())

local function main()
  local event = process.events():receive()
  process.send("journal", "mark", "cancel " .. process.id() .. " (" .. event.kind .. ", " .. event.reason .. ")")
  time.sleep("50ms")
  process.send("journal", "mark", "end " .. process.id())
end

return {main = main}
