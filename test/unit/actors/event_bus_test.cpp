#include "test/support/process_rig.hpp"

using namespace troupe;
using namespace troupe::test;

namespace {

// Subscribes to a pattern, ends with the paths of all events up to one whose kind is "end".
constexpr const char* listener = R"(return {main = function(system)
  local events = require("events")
  local ch, got = events.subscribe(system):channel(), {}
  while true do
    local event = ch:receive()
    if event.kind == "end" then return table.concat(got, " ") end
    got[#got + 1] = event.path
  end
end})";

}  // namespace

TEST_CASE("event_bus: who subscribed hears what fits, in order, until it ends") {
  process_rig rig;
  rig.add("all", listener);
  rig.add("some", listener);
  rig.spawn("all", runtime::value::of("*"));
  rig.spawn("some", runtime::value::of("a.*"));
  REQUIRE(rig.pool.run());
  actors::event_bus& bus = rig.node().bus();
  CHECK(bus.subscriptions() == 2);
  bus.send(rig.node().names(), "a.b", "k", "1");
  bus.send(rig.node().names(), "b", "k", "2");
  bus.send(rig.node().names(), "a.", "k", "3");
  bus.send(rig.node().names(), "a", "k", "4");
  bus.send(rig.node().names(), "a.b", "end", "5");
  REQUIRE(rig.pool.run());
  CHECK(rig.text(rig.ended["all"]) == "1 2 3 4");
  CHECK(rig.text(rig.ended["some"]) == "1 3");
  CHECK(bus.subscriptions() == 0);
}

TEST_CASE("event_bus: a closed subscription's events go nowhere, and count as read") {
  process_rig rig;
  rig.add("p", R"(return {main = function()
    local events = require("events")
    local sub = events.subscribe("s")
    local inbox = process.inbox()
    inbox:receive()
    sub:close()
    return inbox:receive():topic()
  end})");
  const process_id who = rig.spawn("p");
  REQUIRE(rig.pool.run());
  rig.node().bus().send(rig.node().names(), "s", "k", "unread");
  const auto tell = [&](const char* topic) {
    auto letter = std::make_unique<runtime::message>();
    letter->topic = topic;
    rig.node().names().find(who)->offer(std::move(letter));
  };
  tell("close");
  REQUIRE(rig.pool.run());
  const actors::process_ptr held = rig.node().names().find(who);
  CHECK(rig.node().bus().subscriptions() == 0);
  CHECK(held->mailbox().messages() == 0);
  tell("done");
  REQUIRE(rig.pool.run());
  CHECK(rig.text(rig.ended["p"]) == "done");
}

TEST_CASE("event_bus: a function's subscription ends with its call") {
  process_rig rig;
  rig.add_function("f", "return {main = function() require('events').subscribe('s') return 1 end}",
                   {actors::function_pool_options::kind::serial, 1});
  rig.add("p", "return {main = function() return require('funcs').call('app:f') end}");
  CHECK(rig.text(rig.run("p")) == "1");
  CHECK(rig.node().bus().subscriptions() == 0);
}
