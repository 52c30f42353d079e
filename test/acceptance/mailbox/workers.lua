local time = require("time")

local function topics(ch, n)
  local seen = {}
  for i = 1, n do
    local msg = ch:receive()
    seen[i] = msg:topic() .. tostring(msg:payload():data())
  end
  return table.concat(seen, " ")
end

-- Mail lies there before anything is opened: a listener of one topic claims its messages, the inbox gets the others.
local function late(parent)
  process.send(parent, "ready")
  local go = process.listen("go")
  go:receive()
  local b = process.listen("b")
  local seen = {}
  for i = 1, 2 do
    seen[i] = tostring((b:receive()))
  end
  process.send(parent, "late", "b: " .. table.concat(seen, " "), "inbox: " .. topics(process.inbox(), 3))
end

-- After unlisten the messages of a topic fall back to the inbox, in the order of their arrival among the others.
local function fallback(parent)
  local inbox = process.inbox()
  local t = process.listen("t")
  process.send(parent, "ready")
  process.listen("go"):receive()
  local first = t:receive()
  local closed = process.unlisten(t)
  local value, ok = t:receive()
  local rest = topics(inbox, 4)
  process.send(parent, "fallback", first, closed, tostring(value) .. "," .. tostring(ok), rest)
  local again = process.listen("t")
  process.send(parent, "again", again ~= t)
  process.send(parent, "again", (again:receive()))
end

-- Never opens anything.
local function nobody()
  channel.new():receive()
end

return {late = late, fallback = fallback, nobody = nobody}
