#include "test/support/tree_rig.hpp"

using namespace troupe;
using namespace troupe::test::trees;

// ---- starting and stopping ----------------------------------------------------------------------------------------------

TEST_CASE("tree: children start in the order of the list, and the supervisor runs after the last") {
  rig t{one_for_one, {child("a"), child("b"), child("c")}};
  t.start();
  CHECK(t.diary() == texts{"start a", "start b", "start c", "up"});
  CHECK(t.status("c") == "running");
}

TEST_CASE("tree: a supervisor without children runs at once") {
  rig t{one_for_all, {}};
  t.start();
  CHECK(t.diary() == texts{"up"});
}

TEST_CASE("tree: the next child starts only when the one before has started") {
  rig t{one_for_one, {child("a"), child("b")}};
  t.slow = {"a"};
  t.start();
  CHECK(t.diary() == texts{"start a"});
  CHECK_FALSE(t.runs());
  t.started("a");
  CHECK(t.diary() == texts{"start b", "up"});
}

TEST_CASE("tree: a second start changes nothing") {
  rig t = rig::up(one_for_one, {child("a")});
  t.start();
  CHECK(t.diary().empty());
}

TEST_CASE("tree: children stop in reverse, each after the one that came later is down") {
  rig t = rig::up(one_for_one, {child("a"), child("b"), child("c")});
  t.stubborn = {"b"};
  t.stop();
  CHECK(t.diary() == texts{"stop c", "stop b"});
  t.returns("b");
  CHECK(t.diary() == texts{"stop a", "down"});
}

TEST_CASE("tree: stopping a supervisor that does not run is over at once") {
  rig t{one_for_one, {child("a")}};
  t.stop();
  CHECK(t.diary() == texts{"down"});
}

TEST_CASE("tree: a child that fails to start takes down those that had started, in reverse, and the supervisor fails") {
  rig t{one_for_one, {child("a"), child("b"), child("c"), child("d")}, 100};
  t.failing = {"c"};
  t.start();
  CHECK(t.diary() == texts{"start a", "start b", "start c", "stop b", "stop a", "failed"});
  CHECK(t.failure == "failed to start child app:c: no luck");
  CHECK(t.status("d") == "stopped");
}

TEST_CASE("tree: even a temporary child that fails to start fails the supervisor's start") {
  rig t{one_for_one, {child("a", temporary)}};
  t.failing = {"a"};
  t.start();
  CHECK(t.diary() == texts{"start a", "failed"});
}

TEST_CASE("tree: a supervisor can be started again after its start failed") {
  rig t{one_for_one, {child("a"), child("b")}};
  t.failing = {"b"};
  t.start();
  t.diary();
  t.failing.clear();
  t.start();
  CHECK(t.diary() == texts{"start a", "start b", "up"});
}

TEST_CASE("tree: a start that takes too long is ended by force and counts as failed") {
  rig t{one_for_one, {child("a")}};
  t.slow = {"a"};
  t.start();
  CHECK(t.tree.deadline() == t.now + 10s);
  t.pass(10s);
  CHECK(t.diary() == texts{"start a", "kill a", "failed"});
  CHECK(t.failure == "failed to start child app:a: start timeout");
}

TEST_CASE("tree: a start without a limit waits") {
  child_spec a = child("a");
  a.start_timeout = no_limit;
  rig t{one_for_one, {a}};
  t.slow = {"a"};
  t.start();
  CHECK_FALSE(t.tree.deadline());
}

TEST_CASE("tree: a stop during the start ends the child that is being started, and starts no other") {
  rig t{one_for_one, {child("a"), child("b"), child("c")}};
  t.slow = {"b"};
  t.start();
  t.stop();
  CHECK(t.diary() == texts{"start a", "start b", "stop b", "stop a", "down"});
}

TEST_CASE("tree: a child that says it has started after all, while it is being stopped, is not believed") {
  rig t{one_for_one, {child("a")}};
  t.slow = t.stubborn = {"a"};
  t.start();
  t.stop();
  t.started("a");
  CHECK(t.status("a") == "stopping");
  t.returns("a");
  CHECK(t.diary() == texts{"start a", "stop a", "down"});
}

TEST_CASE("tree: a child that ends before it has started has failed to start") {
  rig t{one_for_one, {child("a")}};
  t.slow = {"a"};
  t.start();
  t.returns("a");
  CHECK(t.failure == "failed to start child app:a: ended before it had started");
}

// ---- shutdown -----------------------------------------------------------------------------------------------------------

TEST_CASE("tree: a child that ignores the request has its shutdown time, then it is ended by force") {
  rig t = rig::up(one_for_one, {child("a"), child("b")});
  t.stubborn = {"b"};
  t.stop();
  CHECK(t.tree.deadline() == t.now + 2s);
  t.pass(1999ms);
  CHECK(t.diary() == texts{"stop b"});
  t.pass(1ms);
  CHECK(t.diary() == texts{"overdue b", "kill b", "stop a", "down"});
}

TEST_CASE("tree: brutal asks nobody") {
  child_spec a = child("a");
  a.shutdown = brutal_kill;
  rig t = rig::up(one_for_one, {a, child("b")});
  t.stop();
  CHECK(t.diary() == texts{"stop b", "kill a", "down"});
}

TEST_CASE("tree: without a limit a child may take for ever to stop") {
  child_spec a = child("a");
  a.shutdown = no_limit;
  rig t = rig::up(one_for_one, {a});
  t.stubborn = {"a"};
  t.stop();
  CHECK_FALSE(t.tree.deadline());
  t.pass(24h);
  CHECK(t.diary() == texts{"stop a"});
  t.returns("a");
  CHECK(t.diary() == texts{"down"});
}

TEST_CASE("tree: a child that outlives its end by force is given up") {
  rig t = rig::up(one_for_one, {child("a"), child("b")});
  t.stubborn = t.undying = {"b"};
  t.stop();
  t.pass(2s);
  CHECK(t.diary() == texts{"stop b", "overdue b", "kill b"});
  t.pass(limits::child_kill_max);
  CHECK(t.diary() == texts{"stop a", "down"});
}

TEST_CASE("tree: a child that ends with an error when it is stopped has stopped all the same") {
  rig t = rig::up(one_for_one, {child("a")});
  t.stubborn = {"a"};
  t.stop();
  t.crash("a");
  CHECK(t.diary() == texts{"stop a", "down"});
}

TEST_CASE("tree: what ended before its turn to stop is not asked") {
  rig t = rig::up(one_for_one, {child("a"), child("b"), child("c")});
  t.stubborn = {"c"};
  t.stop();
  t.crash("a");
  t.returns("c");
  CHECK(t.diary() == texts{"stop c", "stop b", "down"});
}

TEST_CASE("tree: a second stop changes nothing") {
  rig t = rig::up(one_for_one, {child("a")});
  t.stubborn = {"a"};
  t.stop();
  t.stop();
  CHECK(t.diary() == texts{"stop a"});
}

TEST_CASE("tree: an abandoned supervisor ends all its children by force, at once") {
  rig t = rig::up(one_for_one, {child("a"), child("b"), child("c")});
  t.abandon();
  CHECK(t.diary() == texts{"kill c", "kill b", "kill a", "down"});
}

TEST_CASE("tree: an orderly stop can turn into one by force") {
  rig t = rig::up(one_for_one, {child("a"), child("b")});
  t.stubborn = {"b"};
  t.stop();
  t.abandon();
  CHECK(t.diary() == texts{"stop b", "kill b", "kill a", "down"});
}

TEST_CASE("tree: abandoning a supervisor that does not run does nothing") {
  rig t{one_for_one, {child("a")}};
  t.abandon();
  CHECK(t.diary().empty());
}
