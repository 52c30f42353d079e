#include "test/support/machine_rig.hpp"

using namespace troupe;
using namespace troupe::test;

TEST_CASE("mailbox: what came before inbox() or listen() is not lost, and a late listener claims its topic") {
  machine_rig rig{R"(return {main = function()
      coroutine.yield()
      local inbox = process.inbox()
      local topic = process.listen("t")
      return topic:receive() .. inbox:receive():topic() .. topic:receive() .. inbox:receive():topic()
    end})"};
  rig.machine->begin(rig, rig.self, {}, {});
  rig.letter("a", {});
  rig.letter("t", runtime::value::of("1"));
  rig.letter("b", {});
  rig.letter("t", runtime::value::of("2"));
  CHECK(rig.go_on() == "1a2b");
}

TEST_CASE("mailbox: after unlisten unread letters fall back to the inbox, in order of arrival") {
  machine_rig rig{R"(return {main = function()
      local inbox, topic = process.inbox(), process.listen("t")
      coroutine.yield()
      local ok = process.unlisten(topic)
      local v, open = topic:receive()
      local got = {}
      for i = 1, 3 do got[i] = inbox:receive():topic() end
      return tostring(ok) .. tostring(v) .. tostring(open) .. table.concat(got)
    end})"};
  rig.machine->begin(rig, rig.self, {}, {});
  rig.machine->run(1);
  rig.letter("a", {});
  rig.letter("t", {});
  rig.letter("b", {});
  CHECK(rig.go_on() == "truenilfalseatb");
}

TEST_CASE("mailbox: the same channel on every call, and raw delivery by number of payloads") {
  machine_rig rig{R"(return {main = function()
      local t = process.listen("t")
      local same = t == process.listen("t") and process.inbox() == process.inbox() and process.events() == process.events()
      coroutine.yield()
      local none, ok = t:receive()
      local one, many = t:receive(), t:receive()
      return tostring(same) .. tostring(none) .. tostring(ok) .. one .. #many .. many[2]
    end})"};
  rig.machine->begin(rig, rig.self, {}, {});
  rig.machine->run(1);
  rig.letter("t", {});
  rig.letter("t", runtime::value::of("x"));
  runtime::value_writer two;
  two.number(1);
  two.text("y");
  rig.letter("t", two.finish(2));
  CHECK(rig.go_on() == "trueniltruex2y");
}

TEST_CASE("channels: select takes the first ready case in order, and withdraws the others") {
  machine_rig rig{R"(return {main = function()
      local a, b = channel.new(1), channel.new(1)
      b:send("b") a:send("a")
      local first = channel.select{a:case_receive(), b:case_receive()}
      local none = channel.select{a:case_receive(), default = true}
      local sent = channel.select{a:case_send("x")}
      local waited = {}
      coroutine.spawn(function() local r = channel.select{channel.new():case_receive(), b:case_receive()} waited[1] = r.value end)
      return first.value .. tostring(none.default) .. tostring(sent.channel == a) .. a:receive() .. waited[1]
    end})"};
  CHECK(rig.run() == "atruetruexb");
}

TEST_CASE("channels: a rendezvous blocks the sender, closing wakes everybody") {
  machine_rig rig{R"(return {main = function()
      local ch, log = channel.new(), {}
      coroutine.spawn(function() log[1] = tostring(ch:send(1)) end)
      local got = ch:receive()
      coroutine.spawn(function() local ok, e = ch:send(2) log[2] = tostring(ok) .. e:message() end)
      ch:close()
      ch:close()
      coroutine.yield()
      local ok, e = pcall(ch.send, ch, 3)
      local v, open = ch:receive()
      return got .. log[1] .. log[2] .. tostring(ok) .. e .. tostring(v) .. tostring(open)
    end})"};
  CHECK(rig.run() == "1truenilsend on closed channelfalsesend on closed channelnilfalse");
}

TEST_CASE("channels: a ticker keeps sixteen unread ticks") {
  machine_rig rig{R"(local time = require("time")
    return {main = function()
      local ticker = time.ticker("1s")
      local ch = ticker:response()
      coroutine.yield()
      local n = 0
      while not channel.select{ch:case_receive(), default = true}.default do n = n + 1 end
      ticker:stop()
      return n
    end})"};
  rig.machine->begin(rig, rig.self, {}, {});
  rig.machine->run(1);
  for (int i = 0; i < 40; ++i)
    rig.fire(rig.asked.at(0).second);
  CHECK(rig.go_on() == "16");
}
