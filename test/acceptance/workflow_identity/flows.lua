local workflow = require("workflow")

-- Answers its first message with the value it was started with and the messages since, by a message to the sender.
local function waits(value)
  local inbox, seen = process.inbox(), {}
  while true do
    local message = inbox:receive()
    if message:topic() == "end" then
      return value
    elseif message:topic() == "tell" then
      process.send(message:from(), "told", {value = value, seen = table.concat(seen, " "), run = workflow.info().run_id,
        queue = workflow.info().task_queue})
    else
      seen[#seen + 1] = message:topic()
    end
  end
end

return {waits = waits}
