local time = require("time")

-- Ends when it is told to, some milliseconds later.
local function polite(ms)
  print("ready")
  local event = process.events():receive()
  print("told: " .. event.kind .. ", " .. event.reason)
  time.sleep((ms or 1) .. "ms")
  print("ended")
end

-- Never looks at its events.
local function deaf()
  print("ready")
  channel.new():receive()
end

local function spins()
  print("ready")
  while true do
  end
end

-- Leaves a child on the host that no service owns.
local function parent()
  process.spawn("app:child", "app:processes")
  process.events():receive()
end

local function child()
  print("ready")
  local event = process.events():receive()
  print("child told: " .. event.kind .. ", " .. event.reason .. ", from " .. event.from)
end

return {polite = polite, deaf = deaf, spins = spins, parent = parent, child = child}
