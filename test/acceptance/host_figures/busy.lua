local time = require("time")

-- Computes for so long, says so, and waits.
local function main(whom, milliseconds)
  local ends = time.now():unix_nano() + milliseconds * 1000000
  local sum = 0
  while time.now():unix_nano() < ends do
    for i = 1, 10000 do
      sum = sum + i % 7
    end
  end
  process.send(whom, "computed")
  local inbox = process.inbox()
  inbox:receive()
  return sum
end

return { main = main }
