return { main = function(to)
  local inbox = process.inbox()
  while true do
    local msg = inbox:receive()
    if msg:topic() == "stop" then return end
    process.send(to, "pong", msg:payload():data())
  end
end }
