local time = require("time")
local checks = require("checks")

-- Answers each message with what it holds, by a message to its sender.
local function mailbox()
  local inbox = process.inbox()
  while true do
    local message = inbox:receive()
    if message:topic() == "end" then
      return "ended"
    end
    local got = message:payload()
    local seen = {topic = message:topic(), from = message:from()}
    if got == nil then
      seen.form = "nil"
    elseif type(got) == "table" then
      seen.form = #got .. " payloads"
      seen.data = {got[1]:data(), got[2]:data()}
    else
      seen.form = "payload"
      seen.data = got:data()
    end
    process.send(message:from(), "seen", seen)
  end
end

local function topics()
  local exact, prefixed, messages = process.listen("order"), process.listen("part.*"), process.listen("letter", {message = true})
  local inbox = process.inbox()
  checks.eq("listen yields the data", exact:receive().id, 1)
  checks.eq("a pattern", prefixed:receive(), "wheel")
  checks.eq("in order of arrival", prefixed:receive(), "tyre")
  local letter = messages:receive()
  checks.ok("with the option a message", letter:topic() == "letter" and letter:payload():data() == "dear" and letter:from() ~= "")
  checks.eq("what nobody listens to goes to the inbox", inbox:receive():topic(), "other")
  process.unlisten(exact)
  checks.eq("after unlisten so does that topic", inbox:receive():payload():data(), "unheard")
  return checks.lines
end

-- Subscribes when the messages have long been there.
local function late(watcher)
  process.send(watcher, "begun")
  time.sleep("60ms")
  local numbers = process.listen("number")
  local sum, order = 0, {}
  for i = 1, 50 do
    order[i] = numbers:receive()
  end
  local rising = true
  for i = 1, 50 do
    rising = rising and order[i] == i
  end
  time.sleep("5ms")
  local word = process.inbox():receive()
  return {rising = rising, word = word:topic() .. " " .. word:payload():data()}
end

local function counts(wanted)
  local numbers = process.listen("number")
  local sum = 0
  for _ = 1, wanted do
    sum = sum + numbers:receive()
  end
  return sum
end

local function sender(receiver, closed, terminal)
  local answer, err = process.send(receiver, "hello", "from a workflow", 2)
  checks.ok("send to a workflow answers true", answer == true and err == nil, err)
  local reply = process.inbox():receive()
  checks.ok("its answer", reply:topic() == "answer" and reply:payload():data() == "hello from a workflow 2", reply:topic())
  checks.eq("comes from it", reply:from(), receiver)
  checks.eq("send to a process", process.send(terminal, "note", {from = "workflow"}), true)

  checks.eq("send to itself", process.send(process.pid(), "own", 5), true)
  local own = process.inbox():receive()
  checks.ok("is delivered", own:topic() == "own" and own:payload():data() == 5 and own:from() == process.pid())

  answer, err = process.send(closed, "hello", 1)
  checks.ok("a closed workflow: nil", answer == nil)
  checks.err("a closed workflow", err, "Internal", "unknown external workflow execution")
  answer, err = process.send("{app:workflows|nobody}", "hello", 1)
  checks.err("an unknown one", err, "Internal", "unknown external workflow execution")
  answer, err = process.send("nobody", "hello", 1)
  checks.err("an unknown name", err, "NotFound", "could not resolve 'nobody' as PID or registered name")
  checks.eq("is not retryable", err and err:retryable(), false)
  answer, err = process.send("app:workflows|nobody", "hello", 1)
  checks.err("a PID without its braces is a name", err, "NotFound", "could not resolve 'app:workflows|nobody' as PID or registered name")
  local fine, problem, why = pcall(process.send, receiver, "@events", 1)
  checks.ok("a reserved topic", not fine or (problem == nil and why ~= nil))
  for _, what in ipairs({"cancel", "terminate"}) do
    answer, err = process[what](terminal)
    checks.ok(what .. " of an ordinary process is refused", answer == nil and err ~= nil, answer)
    answer, err = process[what]("{app:workflows|nobody}")
    checks.err(what .. " of an unknown workflow", err, "Internal", "unknown external workflow execution")
  end
  answer, err = process.send("of the terminal", "note", {from = "workflow", by = "name"})
  checks.ok("a registered name", answer == true, err)
  return checks.lines
end

local function receiver()
  local message = process.inbox():receive()
  local got = message:payload()
  process.send(message:from(), "answer", message:topic() .. " " .. got[1]:data() .. " " .. got[2]:data())
  return "done"
end

local function startup()
  local inbox, order, senders = process.inbox(), {}, {}
  for i = 1, 4 do
    local message = inbox:receive()
    order[i] = message:topic() .. "=" .. tostring(message:payload():data())
    senders[message:from()] = true
  end
  local count, from = 0, nil
  for each in pairs(senders) do
    count, from = count + 1, each
  end
  return {order = table.concat(order, " "), senders = count, from = from}
end

-- Messages have methods; other names are the fields of their table.
local function fields()
  local message = process.inbox():receive()
  return {approved = message.approved, by = message.by, topic = message:topic(), missing = tostring(message.missing)}
end

-- The protocol of updates, with an ordinary process as the sender.
local function updates()
  local message = process.inbox():receive()
  process.send(message:from(), "ack")
  process.send(message:from(), "ok", message:payload():data() * 2)
  return "updated"
end

return {mailbox = mailbox, topics = topics, late = late, counts = counts, sender = sender, receiver = receiver, startup = startup,
  fields = fields, updates = updates}
