-- Asks both parts without a pause, again where one is just being restarted. None of them may keep it waiting for long.
local time = require("time")

local function main()
  local answers, events = process.listen("answer"), process.events()
  local asked, silent = 0, 0
  while true do
    for _, part in ipairs({"store", "shop"}) do
      asked = asked + 1
      local tries = 0
      repeat
        process.send(part, "question", {from = process.pid(), n = asked})
        tries = tries + 1
        local late = time.after("50ms")
        local got = channel.select({answers:case_receive(), events:case_receive(), late:case_receive()})
        if got.channel == events then
          print(silent == 0 and asked > 1 and "client: every question answered" or ("client: %d questions, %d not answered"):format(asked, silent))
          return
        elseif got.channel == late and tries == 100 then
          silent = silent + 1
          break
        end
      until got.channel == answers and got.value == asked
    end
    time.sleep("1ms")
  end
end

return {main = main}
