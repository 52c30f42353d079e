#include "test/support/process_rig.hpp"

using namespace troupe;
using namespace troupe::test;
using namespace std::chrono_literals;

TEST_CASE("process: the method's first value is the outcome") {
  process_rig rig;
  rig.add("p", "return {main = function(a) return (a or 0) + 1 end}");
  rig.spawn("p", runtime::value::of(41.0));
  REQUIRE(rig.pool.run());
  CHECK(rig.text(rig.ended["p"]) == "42");
  CHECK(rig.node().names().count() == 0);
  CHECK(rig.host->living() == 0);
}

TEST_CASE("process: a text or an error as second value is a failure, anything else is not") {
  process_rig rig;
  rig.add("text", "return {main = function() return true, 'x' end}");
  rig.add("error", "return {main = function() return nil, errors.new{message = 'no', kind = errors.NOT_FOUND} end}");
  rig.add("number", "return {main = function() return false, 7 end}");
  CHECK(rig.text(rig.run("text")) == "fault: x");
  CHECK(rig.text(rig.run("error")) == "fault: no");
  CHECK(std::get<runtime::fault>(rig.ended["error"]).kind == "NotFound");
  CHECK(rig.text(rig.run("number")) == "false");
}

TEST_CASE("process: letters wait until the machine exists and arrive in order") {
  process_rig rig;
  rig.add("p", R"(return {main = function()
    local inbox, got = process.inbox(), {}
    for i = 1, 3 do got[i] = inbox:receive():payload():data() end
    return table.concat(got, ",")
  end})");
  const process_id who = rig.spawn("p");
  for (const double n : {1.0, 2.0, 3.0}) {
    auto letter = std::make_unique<runtime::message>();
    letter->topic = "t";
    letter->body = runtime::value::of(n);
    CHECK(rig.node().names().find(who)->put(std::move(letter)));
  }
  REQUIRE(rig.pool.run());
  CHECK(rig.text(rig.ended["p"]) == "1,2,3");
}

TEST_CASE("process: a letter to one that has ended is refused") {
  process_rig rig;
  rig.add("p", "return {main = function() end}");
  const process_id who = rig.spawn("p");
  const actors::process_ptr held = rig.node().names().find(who);
  REQUIRE(rig.pool.run());
  CHECK_FALSE(held->put(std::make_unique<runtime::message>()));
  CHECK_FALSE(rig.node().names().find(who));
}

TEST_CASE("process: a chunk that fails at its top level never lives, and says why") {
  process_rig rig;
  rig.add("p", "error('top')");
  rig.add("q", "return {}");
  rig.add("r", "local time = require('time') time.sleep('1s')");
  CHECK(rig.text(rig.run("p")).find("top") != std::string::npos);
  CHECK(rig.text(rig.run("q")) == "fault: method \"main\" not found in module");
  CHECK(rig.text(rig.run("r")).find("while the chunk loads") != std::string::npos);
  CHECK(rig.host->living() == 0);
}

TEST_CASE("process: sleep, timers and select follow the clock alone") {
  process_rig rig;
  rig.add("p", R"(local time = require("time")
  return {main = function()
    time.sleep("1s")
    local fast, slow = time.after("2s"), time.after("3s")
    local r = channel.select{slow:case_receive(), fast:case_receive()}
    return r.channel == fast and "fast" or "slow"
  end})");
  rig.spawn("p");
  REQUIRE(rig.pool.run());
  rig.advance(999ms);
  CHECK(rig.ended.empty());
  rig.advance(1ms);
  rig.advance(2s);
  CHECK(rig.text(rig.ended["p"]) == "fast");
  CHECK(rig.node().timers().armed() == 0);
}

TEST_CASE("process: a monitor hears the result, after the names are free") {
  process_rig rig;
  rig.add("child", "return {main = function() process.registry.register('kid') process.inbox():receive() return 'bye' end}");
  rig.add("parent", R"(return {main = function()
    local pid = process.spawn_monitored("app:child", "app:host")
    coroutine.yield()
    process.send(pid, "go")
    local e = process.events():receive()
    local found = process.registry.lookup("kid")
    return e.kind .. " " .. tostring(e.from == pid) .. " " .. e.result.value .. " " .. tostring(found)
  end})");
  CHECK(rig.text(rig.run("parent")) == "pid.exit true bye nil");
}

TEST_CASE("process: a linked failure ends the peer, unless it traps") {
  process_rig rig;
  rig.add("child", "return {main = function() process.inbox():receive() error('boom') end}");
  rig.add("dies", R"(return {main = function()
    local pid = process.spawn_linked("app:child", "app:host")
    process.send(pid, "go")
    process.inbox():receive()
  end})");
  rig.add("traps", R"(return {main = function()
    process.set_options{trap_links = true}
    local pid = process.spawn_linked_monitored("app:child", "app:host")
    process.send(pid, "go")
    local events = process.events()
    local first, second = events:receive(), events:receive()
    return first.kind .. " " .. second.kind .. " " .. tostring(second.result.error:message():find("boom") ~= nil)
  end})");
  CHECK(rig.text(rig.run("dies")) == "fault: linked process failed");
  CHECK(rig.text(rig.run("traps")) == "pid.exit pid.link.down true");
}

TEST_CASE("process: terminate ends a blocked one without its code running again") {
  process_rig rig;
  rig.add("p", "return {main = function() pcall(function() process.inbox():receive() end) return 'ran on' end}");
  rig.add("killer", R"(return {main = function()
    local pid = process.spawn_monitored("app:p", "app:host")
    process.terminate(pid)
    return process.events():receive().result.error:message()
  end})");
  CHECK(rig.text(rig.run("killer")) == "process terminated");
}

TEST_CASE("process: upgrade keeps PID, name and unread letters, and forgets everything else") {
  process_rig rig;
  rig.add("new", R"(return {main = function(pid, extra)
    local name = process.registry.lookup("me")
    local letter = process.inbox():receive()
    return tostring(pid == process.pid()) .. " " .. tostring(name == pid) .. " " .. letter:topic() .. " " .. extra
      .. " " .. tostring(process.get_options().trap_links)
  end})");
  rig.add("old", R"(return {main = function()
    process.registry.register("me")
    process.set_options{trap_links = true}
    process.send(process.pid(), "kept", 1)
    process.upgrade("app:new", process.pid(), "x")
  end})");
  CHECK(rig.text(rig.run("old")) == "true true kept x false");
}

TEST_CASE("process: an upgrade to nothing is an error exit that says so") {
  process_rig rig;
  rig.add("p", "return {main = function() process.upgrade('app:ghost') end}");
  CHECK(rig.text(rig.run("p")) == "fault: upgrade: create failed: process not found: app:ghost");
}

TEST_CASE("process: with no channel, timer or call to wake it, waiting is a deadlock") {
  process_rig rig;
  rig.add("p", "return {main = function() channel.select{} end}");
  CHECK(rig.text(rig.run("p")).find("fault: deadlock: ") == 0);
}

TEST_CASE("process: an uncaught error in any coroutine ends the whole process") {
  process_rig rig;
  rig.add("p", "return {main = function() coroutine.spawn(function() error('inner') end) process.inbox():receive() end}");
  CHECK(rig.text(rig.run("p")).find("inner") != std::string::npos);
}

TEST_CASE("process: a stopping host cancels everyone and is empty when the last has ended") {
  process_rig rig;
  rig.add("good", "return {main = function() return process.events():receive().reason end}");
  rig.add("deaf", "return {main = function() process.inbox():receive() end}");
  rig.spawn("good");
  rig.spawn("deaf");
  REQUIRE(rig.pool.run());
  bool empty = false;
  rig.host->begin_stop(rig.node().names(), [&] { empty = true; });
  REQUIRE(rig.pool.run());
  CHECK(rig.text(rig.ended["good"]) == "scheduler shutdown");
  CHECK_FALSE(empty);
  rig.host->force_stop(rig.node().names());
  REQUIRE(rig.pool.run());
  CHECK(empty);
  CHECK(std::get<runtime::fault>(rig.ended["deaf"]).kind == "Canceled");
  runtime::spawn_request late;
  late.entry = "app:good";
  late.host = "app:host";
  CHECK_FALSE(rig.node().spawn(late, {}, {}, {}));
}

TEST_CASE("process: OUTDATED reaches who asked for it and runs what changed, merged while it is unread") {
  process_rig rig;
  constexpr const char* source = R"(return {main = function(upgradable)
    if upgradable then process.set_options({upgradable = true}) end
    local inbox = process.inbox()
    inbox:receive()
    local ch, got = process.events(), {}
    while true do
      local found = channel.select({ch:case_receive(), default = true})
      if found.default then return table.concat(got, "; ") end
      local event = found.value
      got[#got + 1] = event.kind .. " " .. event.from .. " " .. table.concat(event.sources, ",")
    end
  end})";
  for (const char* name : {"asked", "silent", "other"})
    rig.add(name, source);
  const std::vector<process_id> all{rig.spawn("asked", runtime::value::of(true)), rig.spawn("silent"), rig.spawn("other", runtime::value::of(true))};
  REQUIRE(rig.pool.run());
  rig.node().announce_change({"app:library", "app:asked", "app:silent"});
  REQUIRE(rig.pool.run());
  rig.node().announce_change({"app:asked"});
  REQUIRE(rig.pool.run());
  for (const process_id each : all)
    rig.node().names().find(each)->offer(std::make_unique<runtime::message>());
  REQUIRE(rig.pool.run());
  CHECK(rig.text(rig.ended["asked"]) == "pid.outdated {|} app:asked");
  CHECK(rig.text(rig.ended["silent"]) == "");
  CHECK(rig.text(rig.ended["other"]) == "");
}

TEST_CASE("process: after an upgrade the option upgradable is to be set again") {
  process_rig rig;
  rig.add("p", R"(return {main = function(again)
    if not again then
      process.set_options({upgradable = true})
      process.upgrade(nil, true)
    end
    process.inbox():receive()
  end})");
  const process_id who = rig.spawn("p");
  REQUIRE(rig.pool.run());
  CHECK_FALSE(rig.node().names().find(who)->wants_outdated());
}

TEST_CASE("process: whoever waits for one whose name is taken gets the holder's PID, and its messages arrive") {
  process_rig rig;
  rig.add("holder", "return {main = function() process.registry.register('n') return process.inbox():receive():payload():data() end}");
  rig.add("asks", "return {main = function() return (process.with_context({}):with_name('n'):with_message('t', 'hello'):exec('app:holder', 'app:host')) end}");
  const process_id holder = rig.spawn("holder");
  REQUIRE(rig.pool.run());
  rig.spawn("asks");
  REQUIRE(rig.pool.run());
  CHECK(rig.text(rig.ended["asks"]) == holder.text());
  CHECK(rig.text(rig.ended["holder"]) == "hello");
}

TEST_CASE("process: a network for a process is refused, as for a call") {
  process_rig rig;
  rig.add("p", R"(return {main = function()
    local pid, err = process.with_options({network = "app:net"}):spawn("app:p", "app:host")
    return tostring(pid) .. " " .. err:kind()
  end})");
  CHECK(rig.text(rig.run("p")) == "nil Unavailable");
}
