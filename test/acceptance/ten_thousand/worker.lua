local time = require("time")

-- A mailbox, an events channel, a ticker that never comes first; reports its number and waits for what does.
local function main(monitor, i)
  local inbox, events = process.inbox(), process.events()
  local ticker = time.ticker("10m")
  process.send(monitor, "up", i)
  local got = channel.select({inbox:case_receive(), events:case_receive(), ticker:response():case_receive()})
  ticker:stop()
  if got.channel == inbox then
    return got.value:payload():data() + i
  end
  return got.channel == events and "cancelled" or "tick"
end

return {main = main}
