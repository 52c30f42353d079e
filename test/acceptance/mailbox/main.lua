-- Mailbox, inbox, topics: process.md section 4.
local check = require("check")
local time = require("time")

local function identity(inbox)
  check.ok("inbox() is the same channel on every call", process.inbox() == inbox)
  check.ok("events() too", process.events() == process.events())
  local t = process.listen("topic")
  check.ok("listen() too, for each topic", process.listen("topic") == t and process.listen("other") ~= t)
  process.unlisten(process.listen("other"))
  process.send(process.pid(), "topic", 1)
  local got = channel.select({inbox:case_receive(), process.events():case_receive(), t:case_receive()})
  check.ok("select answers the same channel", got.channel == t and got.value == 1)
  process.send(process.pid(), "free", 2)
  got = channel.select({t:case_receive(), inbox:case_receive()})
  check.ok("select on the inbox", got.channel == inbox and got.value:payload():data() == 2)
  process.unlisten(t)
end

local function payloads(inbox)
  local me = process.pid()
  local raw = process.listen("raw")
  process.send(me, "raw")
  local v, ok = raw:receive()
  check.ok("no payload arrives as nil, true", v == nil and ok == true)
  process.send(me, "raw", "one")
  check.eq("one payload arrives as its value", raw:receive(), "one")
  process.send(me, "raw", "one", 2, true)
  v = raw:receive()
  check.ok("several arrive as an array", type(v) == "table" and #v == 3 and v[1] == "one" and v[2] == 2 and v[3] == true)
  process.unlisten(raw)

  local full = process.listen("full", {message = true})
  process.send(me, "full", {a = 1})
  local msg = full:receive()
  check.ok("message = true delivers messages", msg:topic() == "full" and msg:from() == me and msg:payload():data().a == 1)
  process.send(me, "full")
  check.eq("a message without a payload", (full:receive()):payload(), nil)
  process.send(me, "full", 1, 2)
  local several = (full:receive()):payload()
  check.ok("several payloads", type(several) == "table" and #several == 2 and several[1]:data() == 1 and several[2]:data() == 2)
  process.send(me, "full", 5)
  local p = (full:receive()):payload()
  check.ok("payload format", p:get_format() == "lua/any" and p:unmarshal() == 5 and payload.format.LUA == "lua/any")
  process.unlisten(full)
  process.send(me, "inbox", "not special")
  msg = inbox:receive()
  check.ok("the topic `inbox` falls back like any other", msg:topic() == "inbox" and msg:payload():data() == "not special")
end

local function misuse()
  local me = process.pid()
  local ok, err = process.send(me, "@pid/x", 1)
  check.eq("send to an @ topic answers nil", ok, nil)
  check.err("send to an @ topic", err, "Invalid", "cannot send to @ topics")
  ok, err = process.listen("@events")
  check.err("listen to an @ topic", err, "Invalid", "cannot listen to @ topics")
  ok, err = process.listen("")
  check.err("listen to nothing", err, "Invalid", "topic cannot be empty")
  check.raises("a topic that is no string", function() process.send(me, 5) end)
  check.raises("a destination that is no string", function() process.send({}, "t") end)
  local strange = process.listen("a.*")
  process.send(me, "a.b", "pattern?")
  local msg = process.inbox():receive()
  check.eq("topics are exact, there are no patterns", msg:topic(), "a.b")
  process.send(me, "a.*", "exact")
  check.eq("a star is a character", strange:receive(), "exact")
  check.eq("unlisten answers true", process.unlisten(strange), true)
end

local function polling(inbox)
  local me = process.pid()
  local got = channel.select({inbox:case_receive(), default = true})
  check.ok("a select with default on an empty inbox", got.default == true)
  process.send(me, "queued", 1)
  got = channel.select({inbox:case_receive(), default = true})
  check.ok("a queued message makes the inbox ready", got.channel == inbox and got.value:topic() == "queued")
  local t = process.listen("t")
  process.send(me, "t", 1)
  process.send(me, "other", 2)
  got = channel.select({inbox:case_receive(), t:case_receive()})
  check.ok("select is ordered, not by arrival", got.channel == inbox and got.value:topic() == "other")
  check.eq("the other is still there", t:receive(), 1)
  local woken
  coroutine.spawn(function()
    local v, ok = t:receive()
    woken = tostring(v) .. "," .. tostring(ok)
  end)
  process.unlisten(t)
  time.sleep("10ms")
  check.eq("unlisten wakes who waits there", woken, "nil,false")
end

local function order(inbox)
  local me = process.pid()
  local odd = process.listen("odd")
  for i = 1, 2000 do
    process.send(me, i % 2 == 1 and "odd" or "even", i)
  end
  local fine = true
  for i = 2, 2000, 2 do
    fine = fine and inbox:receive():payload():data() == i
  end
  for i = 1, 2000, 2 do
    fine = fine and odd:receive() == i
  end
  check.ok("a slow reader loses nothing, in order", fine)
  process.unlisten(odd)
end

local function main()
  local replies = process.listen("late")
  local ready = process.listen("ready")
  local late = process.spawn("app:late", "app:processes", process.pid())
  ready:receive()
  for _, each in ipairs({{"a", 1}, {"b", 2}, {"c", 3}, {"b", 4}, {"a", 5}, {"go", 0}}) do
    process.send(late, each[1], each[2])
  end
  local answer = check.receive(replies) or {}
  check.eq("a late listen claims what is unread", answer[1], "b: 2 4")
  check.eq("the inbox gets the rest in order", answer[2], "inbox: a1 c3 a5")

  local answers = process.listen("fallback")
  local again = process.listen("again")
  local fallback = process.spawn("app:fallback", "app:processes", process.pid())
  ready:receive()
  for _, each in ipairs({{"t", 1}, {"x", 2}, {"t", 3}, {"y", 4}, {"t", 5}, {"go", 0}}) do
    process.send(fallback, each[1], each[2])
  end
  answer = check.receive(answers) or {}
  check.eq("before unlisten its channel has the first", answer[1], 1)
  check.eq("unlisten", answer[2], true)
  check.eq("closes the channel", answer[3], "nil,false")
  check.eq("then its messages fall back to the inbox, in order", answer[4], "x2 t3 y4 t5")
  check.eq("listening again makes another channel", check.receive(again), true)
  process.send(fallback, "t", "claimed again")
  check.eq("which claims the topic again", check.receive(again), "claimed again")

  -- What lies in the mailbox before inbox() is opened is not lost: this is the first call.
  process.send(process.pid(), "early", 1)
  local inbox = process.inbox()
  local msg = inbox:receive()
  check.ok("nothing sent before inbox() is lost", msg:topic() == "early" and msg:from() == process.pid())

  identity(inbox)
  payloads(inbox)
  misuse()
  polling(inbox)
  order(inbox)

  -- Somebody who never reads has a mailbox all the same.
  local nobody = process.spawn("app:nobody", "app:processes")
  local fine = true
  for i = 1, 10000 do
    fine = fine and process.send(nobody, "t", i) == true
  end
  check.ok("10,000 messages to a process that never reads", fine)
  process.terminate(nobody)
  return check.done()
end

return {main = main}
