-- Channels of one process: process.md section 12.
local check = require("check")
local time = require("time")

local function buffered()
  local ch = channel.new(2)
  check.eq("send into a free buffer answers true", ch:send("a"), true)
  ch:send(nil)
  local v, ok = ch:receive()
  check.ok("values come in order", v == "a" and ok == true)
  v, ok = ch:receive()
  check.ok("nil may be sent", v == nil and ok == true)
  ch:send("last")
  ch:close()
  v, ok = ch:receive()
  check.ok("what is buffered stays readable after close", v == "last" and ok == true)
  v, ok = ch:receive()
  check.ok("then nil, false", v == nil and ok == false)
  v, ok = ch:receive()
  check.ok("for ever", v == nil and ok == false)
  ch:close()
  check.ok("a second close does nothing", true)
  check.raises("send on a closed channel raises", function() ch:send(1) end, "send on closed channel")
end

local function rendezvous()
  local ch = channel.new()
  local seen = {}
  coroutine.spawn(function()
    seen[#seen + 1] = "sending"
    ch:send(1)
    seen[#seen + 1] = "sent"
  end)
  check.list("a spawned coroutine runs to its first wait", seen, "sending")
  time.sleep("10ms")
  check.list("without a receiver the sender waits", seen, "sending")
  check.eq("the receiver gets its value", ch:receive(), 1)
  time.sleep("10ms")
  check.list("then the sender goes on", seen, "sending sent")
  local negative = channel.new(-3)
  local sent = false
  coroutine.spawn(function()
    negative:send("x")
    sent = true
  end)
  time.sleep("10ms")
  check.eq("a negative size is 0", sent, false)
end

local function waiters()
  local ch = channel.new()
  local order = {}
  for i = 1, 3 do
    coroutine.spawn(function()
      local v = ch:receive()
      order[#order + 1] = i .. "=" .. v
    end)
  end
  for _, v in ipairs({"a", "b", "c"}) do
    ch:send(v)
  end
  time.sleep("10ms")
  check.list("receivers are served in the order they came", order, "1=a 2=b 3=c")
  local senders = channel.new()
  for i = 1, 3 do
    coroutine.spawn(function() senders:send(i) end)
  end
  check.list("senders too", {senders:receive(), (senders:receive()), (senders:receive())}, "1 2 3")

  local closing = channel.new()
  local got = {}
  for i = 1, 2 do
    coroutine.spawn(function()
      local v, ok = closing:receive()
      got[i] = tostring(v) .. "," .. tostring(ok)
    end)
  end
  closing:close()
  time.sleep("10ms")
  check.list("close wakes all receivers", got, "nil,false nil,false")

  local full = channel.new()
  local answer, err
  coroutine.spawn(function() answer, err = full:send("never") end)
  full:close()
  time.sleep("10ms")
  check.ok("close wakes a sender with nil and an error", answer == nil and type(err) == "userdata",
    tostring(answer) .. ", " .. tostring(err))
end

local function ordered_select()
  local a, b, c = channel.new(1), channel.new(1), channel.new(1)
  a:send("a")
  b:send("b")
  local got = channel.select({b:case_receive(), a:case_receive()})
  check.ok("the first ready case in the list wins", got.channel == b and got.value == "b" and got.ok == true)
  for _ = 1, 20 do
    a:receive()
    a:send("a")
    b:send("b")
    got = channel.select({a:case_receive(), b:case_receive()})
    if got.channel ~= a then
      break
    end
    b:receive()
    a:send("a")
  end
  check.ok("every time", got.channel == a)
  a:receive()

  got = channel.select({a:case_receive(), b:case_receive()}, true)
  check.ok("default as second argument", got.default == true and got.ok == true and got.channel == nil)
  got = channel.select({a:case_receive(), default = true})
  check.ok("default as a key", got.default == true and got.ok == true)

  got = channel.select({c:case_send("sent")})
  check.ok("a send case reports what it sent", got.channel == c and got.value == "sent" and got.ok == true)
  check.eq("and has sent it", c:receive(), "sent")

  local reused = c:case_send("again")
  channel.select({reused})
  c:receive()
  channel.select({reused})
  check.eq("a case can be used again", c:receive(), "again")

  got = channel.select({"no case", 5, a:case_receive(), {}, b:case_receive()}, true)
  check.ok("what is no case is ignored", got.default == true)

  a:close()
  got = channel.select({a:case_receive(), b:case_receive()})
  check.ok("a closed channel is ready with ok = false", got.channel == a and got.value == nil and got.ok == false)
  got = channel.select({a:case_send(1), default = true})
  check.ok("a send case on a closed channel is never ready", got.default == true)

  local x, y = channel.new(), channel.new()
  coroutine.spawn(function()
    time.sleep("20ms")
    y:send("y")
  end)
  got = channel.select({x:case_receive(), y:case_receive()})
  check.ok("a blocked select takes the first that becomes ready", got.channel == y and got.value == "y")
  local after = channel.select({x:case_send("nobody"), default = true})
  check.ok("its other cases are withdrawn", after.default == true)

  local sender_first = channel.new()
  coroutine.spawn(function()
    local answer = channel.select({sender_first:case_send("from select")})
    check.ok("a blocked send case goes on when received", answer.ok == true and answer.channel == sender_first)
  end)
  check.eq("a receiver takes from a waiting select", sender_first:receive(), "from select")
  time.sleep("10ms")
end

local function tables_of_cases()
  local a, b = channel.new(1), channel.new(1)
  a:send("a")
  b:send("b")
  local got = channel.select({nil, a:case_receive(), default = true})
  check.ok("holes hide no case", got.channel == a and got.value == "a")
  a:send("a")
  got = channel.select({[1000000000] = a:case_receive(), [7] = b:case_receive(), [-1] = 1, [2.5] = 1, default = true})
  check.ok("the case at the lowest position wins", got.channel == b)
  a:receive()
  got = channel.select({nil, nil, a:case_receive(), nil, b:case_receive(), default = true})
  check.eq("and none of them ready is the default", got.default, true)

  local cases = {nil, a:case_receive(), nil, b:case_receive()}
  coroutine.spawn(function()
    time.sleep("10ms")
    for i = 1, 4 do
      cases[i] = nil
    end
    b:send("late")
  end)
  got = channel.select(cases)
  check.ok("a table that changes meanwhile changes nothing", got.channel == b and got.value == "late")

  local many, list = {}, {}
  for i = 1, 300 do
    many[i] = channel.new()
    list[i] = i % 2 == 0 and many[i]:case_receive() or many[i]:case_send(i)
  end
  coroutine.spawn(function()
    time.sleep("10ms")
    check.eq("one of many send cases", many[199]:receive(), 199)
  end)
  got = channel.select(list)
  check.ok("is what select answers", got.channel == many[199] and got.value == 199)
  time.sleep("10ms")
end

local function identity()
  local a, b = channel.new(), channel.new()
  check.ok("tostring is unique", tostring(a) ~= tostring(b) and tostring(a) == tostring(a))
  check.ok("a channel is a table key", ({[a] = "a", [b] = "b"})[a] == "a")
end

local function ready_queue()
  local order = {}
  for i = 1, 3 do
    coroutine.spawn(function()
      order[#order + 1] = "s" .. i
      time.sleep(0)
      order[#order + 1] = "t" .. i
    end)
  end
  order[#order + 1] = "main"
  time.sleep("10ms")
  check.eq("each spawned coroutine starts before its spawner goes on",
    table.concat(order, " "):match("^s1.*s2.*s3.*main") ~= nil, true)

  -- Blocking inside pcall, a metamethod, an iterator and a sort-free callback.
  local ch = channel.new(1)
  ch:send("in pcall")
  check.eq("receive inside pcall", select(2, pcall(function() return (ch:receive()) end)), "in pcall")
  local lazy = setmetatable({}, {__index = function(_, key)
    time.sleep("1ms")
    return key .. "!"
  end})
  check.eq("sleep inside a metamethod", lazy.slow, "slow!")
  local function numbers()
    return function(_, i)
      time.sleep("1ms")
      if i < 3 then
        return i + 1
      end
    end, nil, 0
  end
  local sum = 0
  for i in numbers() do
    sum = sum + i
  end
  check.eq("sleep inside an iterator", sum, 6)
  local fine, err = pcall(function()
    time.sleep("1ms")
    error({code = 7})
  end)
  check.ok("an error after a wait inside pcall", fine == false and err.code == 7)
  check.eq("xpcall's handler after a wait", select(2, xpcall(function()
    time.sleep("1ms")
    error("boom", 0)
  end, function(e) return "handled " .. e end)), "handled boom")
end

local function main()
  buffered()
  rendezvous()
  waiters()
  ordered_select()
  tables_of_cases()
  identity()
  ready_queue()
  return check.done()
end

return {main = main}
