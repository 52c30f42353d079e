local workflow = require("workflow")
local time = require("time")

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

-- One round a run, each so long.
local function rounds(number, last, span)
  if number == last then
    return number
  end
  time.sleep(span)
  process.upgrade(nil, number + 1, last, span)
end

-- Fails until its third attempt.
local function attempts()
  local attempt = workflow.info().attempt
  if attempt < 3 then
    error("attempt " .. attempt)
  end
  return attempt
end

-- Starts a child with those options.
local function parent(options)
  local events = process.events()
  local pid, err = process.with_options(options):spawn("app:rounds", "app:workflows", 1, 2, options.span or "1h")
  if not pid then
    return {refused = err:message(), kind = err:kind()}
  end
  local result = events:receive().result
  return {pid = pid, value = result.value, kind = result.error and result.error:kind()}
end

return {waits = waits, rounds = rounds, attempts = attempts, parent = parent}
