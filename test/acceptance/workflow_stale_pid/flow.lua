-- Sends to whom it was told of, in whatever life of the program it is asked.
return function(friend)
  local inbox = process.inbox()
  while true do
    local message = inbox:receive()
    process.send(message:from(), "sent", tostring((process.send(friend, "hello", message:payload():data()))))
  end
end
