-- A workflow remembers the PID of a process; in the next life of the program, where as many processes start, nobody else is meant by it.
local io = require("io")
local time = require("time")

local sent, heard = process.listen("sent"), process.listen("heard")

local function next_of(ch)
  local result = channel.select({ch:case_receive(), time.after("300ms"):case_receive()})
  return result.channel == ch and result.value or "nothing"
end

return {main = function(life)
  local friend = process.spawn("app:listener", "app:processes", process.pid())
  local flow = process.with_options({["workflow.id"] = "flow"}):spawn("app:flow", "app:workflows", friend)
  process.send(flow, "ask", life)
  io.print("sent:", next_of(sent))
  io.print("heard:", next_of(heard))
  return 0
end}
