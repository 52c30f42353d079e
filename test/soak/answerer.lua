local system = require("system")

-- Answers its asker, number by number, and says at its end how far it came. A number out of order is told its keeper.
--   upgrade    goes on in a new machine; what the asker sent behind this word lies unread meanwhile
--   crash      ends with an error
--   finish     returns the last number
local function main(keeper, asker, last)
  local inbox = process.inbox()
  while true do
    local message = inbox:receive()
    local topic, from = message:topic(), message:from()
    if topic == "number" then
      local n = message:payload():data()
      if from ~= asker then  -- the one before has died
        asker, last = from, 0
      end
      if n ~= last + 1 then
        process.send(keeper, "wrong", "answerer " .. process.pid() .. ": " .. n .. " after " .. last)
      end
      last = n
      process.send(from, "answer", n)
      if n % 6 == 0 then
        system.gc.collect()  -- as the asker does
      end
    elseif topic == "upgrade" then
      process.upgrade(nil, keeper, asker, last)
    elseif topic == "crash" then
      error("as it was told")
    elseif topic == "finish" then
      return {asker = asker, last = last}
    end
  end
end

return {main = main}
