-- Waits for a question, or for the end of the program.
return {main = function(number)
  local inbox, events = process.inbox(), process.events()
  while true do
    local got = channel.select({inbox:case_receive(), events:case_receive()})
    if got.channel == events then
      return
    end
    process.send(got.value:from(), "answer", number)
  end
end}
