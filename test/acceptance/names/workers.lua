-- Tells its watcher every message, until one says stop.
local function worker(watcher, ...)
  local inbox = process.inbox()
  process.send(watcher, "up", select("#", ...))
  while true do
    local msg = inbox:receive()
    if msg:topic() == "stop" then
      return
    end
    local one = msg:payload()
    process.send(watcher, "got", msg:topic(), one and one.data and one:data() or nil, msg:from())
  end
end

-- Takes names for itself.
local function registrar(watcher, ...)
  for _, name in ipairs({...}) do
    process.registry.register(name)
  end
  process.send(watcher, "registered")
  process.inbox():receive()
end

local function context()
  local ctx = require("ctx")
  return ctx.all()
end

return {worker = worker, registrar = registrar, context = context}
