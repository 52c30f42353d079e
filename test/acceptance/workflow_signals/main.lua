-- Messages to, from and between workflows: workflow.md sections 3, 6 (startup messages), 7 and 10.
local check = require("check")
local flow_check = require("flow_check")
local time = require("time")

local me = process.pid()
local events = process.events()

-- The end of a workflow that was spawned with a monitor.
local function ended()
  local event = check.receive(events) or {}
  return event.result and event.result.value, event.result and event.result.error
end

local function forms(host, prefix)
  local seen = process.listen("seen")
  local pid = process.spawn_monitored("app:mailbox", host)
  check.ok(prefix .. "send answers true, nil", process.send(pid, "one", {a = {1, 2}}) == true)
  local got = check.receive(seen) or {}
  check.ok(prefix .. "one argument is a payload", got.form == "payload" and got.topic == "one" and got.data.a[2] == 2, got.form)
  check.eq(prefix .. "the sender is the process", got.from, me)
  process.send(pid, "two", "x", 5)
  got = check.receive(seen) or {}
  check.ok(prefix .. "two are a table of payloads", got.form == "2 payloads" and got.data[1] == "x" and got.data[2] == 5, got.form)
  process.send(pid, "none")
  got = check.receive(seen) or {}
  check.ok(prefix .. "none", got.form == "nil" or got.form == "payload", got.form)
  process.send(pid, "end")
  check.eq(prefix .. "its end", ended(), "ended")
  local answer, err = process.send(pid, "one", 1)
  check.ok(prefix .. "send to a closed workflow", answer == nil and err ~= nil, answer)
  process.unlisten(seen)
end

local function main()
  forms("app:workflows", "")
  forms("app:processes", "volatile: ")
  local answer, err = process.send("{app:workflows|nobody}", "one", 1)
  check.ok("send to an unknown workflow", answer == nil and err ~= nil, answer)

  local pid = process.spawn_monitored("app:topics", "app:workflows")
  process.send(pid, "order", {id = 1})
  process.send(pid, "part.wheel", "wheel")
  process.send(pid, "part.tyre", "tyre")
  process.send(pid, "letter", "dear")
  process.send(pid, "other")
  time.sleep("30ms")
  process.send(pid, "order", "unheard")
  flow_check.print(check, "topics", ended())

  local begun = process.listen("begun")
  pid = process.spawn_monitored("app:late", "app:workflows", me)
  check.receive(begun)
  for i = 1, 50 do
    process.send(pid, "number", i)
  end
  process.send(pid, "word", "kept")
  local got = ended() or {}
  check.ok("messages wait until somebody listens, in order", got.rising == true)
  check.eq("each topic for itself", got.word, "word kept")

  pid = process.spawn_monitored("app:counts", "app:workflows", 2000)
  for i = 1, 2000 do
    process.send(pid, "number", i)
  end
  check.eq("none of 2000 is lost", ended(), 2001000)

  local notes = process.listen("note", {message = true})
  local closed = process.spawn_monitored("app:counts", "app:workflows", 0)
  check.eq("one that closes", ended(), 0)
  process.registry.register("of the terminal")
  local receiver = process.spawn("app:receiver", "app:workflows")
  local sender = process.spawn_monitored("app:sender", "app:workflows", receiver, closed, me)
  flow_check.print(check, "from a workflow", ended())
  local note = check.receive(notes)
  check.ok("its message to a process comes from its PID", note:from() == sender and note:payload():data().from == "workflow")
  note = check.receive(notes)
  check.eq("by name too", note:payload():data().by, "name")

  pid = process.with_options({}):with_message("first", 1):with_message("second", 2):with_message("third", 3)
    :spawn_monitored("app:startup", "app:workflows")
  process.send(pid, "fourth", 4)
  got = ended() or {}
  check.eq("messages of the start go first", got.order, "first=1 second=2 third=3 fourth=4")
  check.ok("their sender is the starter", got.senders == 1 and got.from == me, got.from)

  pid = process.spawn_monitored("app:fields", "app:workflows")
  process.send(pid, "decision", {approved = true, by = "ann"})
  got = ended() or {}
  check.ok("fields of a message", got.approved == true and got.by == "ann" and got.topic == "decision" and got.missing == "nil")

  local acks, oks = process.listen("ack"), process.listen("ok")
  pid = process.spawn_monitored("app:updates", "app:workflows")
  process.send(pid, "set", 21)
  local _, open = check.receive(acks)
  check.ok("ack is a message", open ~= "timeout")
  check.eq("and ok", check.receive(oks), 42)
  check.eq("updates: ended", ended(), "updated")
  return check.done()
end

return {main = main}
