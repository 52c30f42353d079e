local time = require("time")

local function waits()
  local events = process.events()
  print("ready")
  while true do
    if events:receive().kind == process.event.CANCEL then
      return
    end
  end
end

-- Leaves messages to itself unread.
local function unread(count)
  for i = 1, count do
    process.send(process.pid(), "later", i)
  end
  waits()
end

-- Never waits again.
local function spins()
  print("ready")
  while true do end
end

local function breaks()
  error("out of \27[31morder")
end

return {waits = waits, unread = unread, spins = spins, breaks = breaks}
