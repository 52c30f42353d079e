#include "test/support/process_rig.hpp"

using namespace troupe;
using namespace troupe::test;
using namespace std::chrono_literals;
using actors::process_status;

namespace {

actors::process_info info_of(process_rig& rig, process_id who) {
  const actors::process_ptr found = rig.node().names().find(who);
  REQUIRE(found);
  return found->info();
}

void send(process_rig& rig, process_id who, const char* topic) {
  auto letter = std::make_unique<runtime::message>();
  letter->topic = topic;
  REQUIRE(rig.node().names().find(who)->offer(std::move(letter)) == actors::process::delivery::done);
}

}  // namespace

TEST_CASE("process info: what waits in the mailbox is counted before and after the machine has it, until it is received") {
  process_rig rig;
  rig.add("p", R"(return {main = function()
    local go = process.listen("go")
    go:receive()
    process.inbox():receive()
    go:receive()
  end})");
  const process_id id = rig.spawn("p");
  CHECK(info_of(rig, id).status == process_status::runnable);
  send(rig, id, "x");
  send(rig, id, "x");
  CHECK(info_of(rig, id).unread == 2);
  REQUIRE(rig.pool.run());
  CHECK(info_of(rig, id).unread == 2);
  CHECK(info_of(rig, id).status == process_status::waiting);
  send(rig, id, "x");
  CHECK(info_of(rig, id).unread == 3);
  CHECK(info_of(rig, id).status == process_status::runnable);
  REQUIRE(rig.pool.run());
  CHECK(info_of(rig, id).unread == 3);
  send(rig, id, "go");
  CHECK(info_of(rig, id).unread == 4);
  REQUIRE(rig.pool.run());
  CHECK(info_of(rig, id).unread == 2);
  send(rig, id, "go");
  const actors::process_ptr kept = rig.node().names().find(id);
  REQUIRE(rig.pool.run());
  CHECK(kept->info().status == process_status::ended);
}

TEST_CASE("process info: memory grows with what the program keeps; age is told by the node's clock") {
  process_rig rig;
  rig.add("p", R"(return {main = function()
    local inbox = process.inbox()
    local kept = {}
    while true do
      inbox:receive()
      kept[#kept + 1] = string.rep("x", 100000)
    end
  end})");
  rig.advance(3s);
  const process_id id = rig.spawn("p");
  REQUIRE(rig.pool.run());
  const actors::process_info before = info_of(rig, id);
  CHECK(before.memory_bytes > 10'000);
  CHECK(before.born == steady_time{3s});
  send(rig, id, "x");
  REQUIRE(rig.pool.run());
  CHECK(info_of(rig, id).memory_bytes >= before.memory_bytes + 100'000);
}

TEST_CASE("process info: an upgraded process is shown as what it is now, with its mail") {
  process_rig rig;
  rig.add("old", R"(return {main = function()
    process.listen("go"):receive()
    process.upgrade("app:new")
  end})");
  rig.add("new", "return {main = function() process.listen('go'):receive() end}");
  const process_id id = rig.spawn("old");
  REQUIRE(rig.pool.run());
  CHECK(info_of(rig, id).entry == "app:old");
  send(rig, id, "x");
  send(rig, id, "go");
  REQUIRE(rig.pool.run());
  CHECK(info_of(rig, id).entry == "app:new");
  CHECK(info_of(rig, id).unread == 1);
}

TEST_CASE("process info: where a program waits can be read while it sleeps, and it wakes as before") {
  process_rig rig;
  rig.add("p", "local function wait(ch)\n  local v = ch:receive()\n  return v\nend\nreturn {main = function()\n  local m = wait(process.inbox())\n  return m:topic()\nend}");
  const process_id who = rig.spawn("p");
  const actors::process_ptr held = rig.node().names().find(who);
  CHECK(held->position() == "");  // it has not begun
  REQUIRE(rig.pool.run());
  CHECK(held->position() == "app:p:2");
  CHECK(held->position() == "app:p:2");
  CHECK(rig.pool.idle());
  auto letter = std::make_unique<runtime::message>();
  letter->topic = "t";
  REQUIRE(held->offer(std::move(letter)) == actors::process::delivery::done);
  CHECK(held->position() == "");  // awake, and never preempted
  REQUIRE(rig.pool.run());
  CHECK(rig.text(rig.ended["p"]) == "t");
  CHECK(held->position() == "");
}

TEST_CASE("process info: one that was preempted shows where") {
  process_rig rig;
  rig.add("p", "return {main = function()\n  local n = 0\n  while n < 1e5 do\n    n = n + 1\n  end\n  return n\nend}");
  const process_id who = rig.spawn("p");
  const actors::process_ptr held = rig.node().names().find(who);
  rig.pool.preempt_each(1000);
  for (int i = 0; i < 5; ++i)
    rig.pool.step();
  const std::string where = held->position();
  CHECK((where == "app:p:3" || where == "app:p:4"));
  REQUIRE(rig.pool.run());
}
