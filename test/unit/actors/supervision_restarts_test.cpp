#include "test/support/tree_rig.hpp"

using namespace troupe;
using namespace troupe::test::trees;

// ---- restart types ------------------------------------------------------------------------------------------------------

TEST_CASE("tree: a permanent child is restarted whatever its end") {
  rig t = rig::up(one_for_one, {child("a")});
  t.crash("a");
  t.returns("a");
  CHECK(t.diary() == texts{"start a", "start a"});
}

TEST_CASE("tree: a transient child is restarted after a crash") {
  rig t = rig::up(one_for_one, {child("a", transient)});
  t.crash("a");
  CHECK(t.diary() == texts{"start a"});
  CHECK(t.decision == "a: restart at once, 1 of 3 within 5s (one_for_one)");
}

TEST_CASE("tree: a transient child that ended in order stays in the list and is not restarted") {
  rig t = rig::up(one_for_one, {child("a", transient)});
  t.returns("a");
  CHECK(t.diary().empty());
  CHECK(t.status("a") == "stopped");
  CHECK(t.decision == "a: not restarted: it is transient, and ended in order");
}

TEST_CASE("tree: a temporary child is never restarted, and forgotten") {
  for (const bool orderly : {true, false}) {
    rig t = rig::up(one_for_one, {child("a", temporary), child("b")});
    t.ends("a", {orderly, orderly ? "" : "boom"});
    CHECK(t.diary().empty());
    CHECK(t.status("a") == "none");
    CHECK(t.runs());
  }
}

TEST_CASE("tree: the crash of a temporary child counts for nothing") {
  rig t = rig::up(one_for_all, {child("a", temporary), child("b")}, 0);
  t.crash("a");
  CHECK(t.runs());
  CHECK(t.diary().empty());
}

TEST_CASE("tree: the orderly end of a transient child counts for nothing") {
  rig t = rig::up(rest_for_one, {child("a", transient), child("b")}, 0);
  t.returns("a");
  CHECK(t.runs());
  CHECK(t.diary().empty());
}

TEST_CASE("tree: a supervisor whose children have all ended goes on running") {
  rig t = rig::up(one_for_one, {child("a", transient), child("b", temporary)});
  t.returns("a");
  t.returns("b");
  CHECK(t.runs());
}

TEST_CASE("tree: a temporary child comes back with the next start of its supervisor") {
  rig t = rig::up(one_for_one, {child("a", temporary)});
  t.crash("a");
  t.stop();
  t.diary();
  t.start();
  CHECK(t.diary() == texts{"start a", "up"});
}

// ---- strategies ---------------------------------------------------------------------------------------------------------

TEST_CASE("tree: one_for_one leaves the others alone") {
  rig t = rig::up(one_for_one, {child("a"), child("b"), child("c")});
  t.crash("b");
  CHECK(t.diary() == texts{"start b"});
}

TEST_CASE("tree: one_for_all stops the others in reverse and starts all in order") {
  rig t = rig::up(one_for_all, {child("a"), child("b"), child("c")});
  t.crash("b");
  CHECK(t.diary() == texts{"stop c", "stop a", "start a", "start b", "start c"});
}

TEST_CASE("tree: rest_for_one stops those after it in reverse and starts them with it") {
  rig t = rig::up(rest_for_one, {child("a"), child("b"), child("c"), child("d")});
  t.crash("b");
  CHECK(t.diary() == texts{"stop d", "stop c", "start b", "start c", "start d"});
}

TEST_CASE("tree: rest_for_one restarts the last alone, and everything with the first") {
  rig t = rig::up(rest_for_one, {child("a"), child("b")});
  t.crash("b");
  CHECK(t.diary() == texts{"start b"});
  t.crash("a");
  CHECK(t.diary() == texts{"stop b", "start a", "start b"});
}

TEST_CASE("tree: siblings are stopped within their shutdown time also for a restart") {
  rig t = rig::up(one_for_all, {child("a"), child("b")});
  t.stubborn = {"b"};
  t.crash("a");
  CHECK(t.diary() == texts{"stop b"});
  t.pass(2s);
  CHECK(t.diary() == texts{"overdue b", "kill b", "start a", "start b"});
}

TEST_CASE("tree: one_for_all also starts again what had ended in order or had been terminated") {
  rig t = rig::up(one_for_all, {child("a", transient), child("b"), child("c")});
  t.returns("a");
  t.command(act::terminate_child, "b");
  t.diary();
  t.crash("c");
  CHECK(t.diary() == texts{"start a", "start b", "start c"});
}

TEST_CASE("tree: temporary siblings fall with the others and are not started again") {
  for (const tree_strategy strategy : {one_for_all, rest_for_one}) {
    rig t = rig::up(strategy, {child("a"), child("b", temporary), child("c")});
    t.crash("a");
    CHECK(t.diary() == texts{"stop c", "stop b", "start a", "start c"});
    CHECK(t.order() == texts{"a", "c"});
  }
}

TEST_CASE("tree: siblings that crash with the first are one restart, not several") {
  rig t = rig::up(one_for_all, {child("a"), child("b"), child("c")}, 1);
  t.stubborn = {"c"};
  t.crash("a");
  t.crash("b");  // while c is being stopped
  t.crash("c");
  CHECK(t.diary() == texts{"stop c", "start a", "start b", "start c"});
  CHECK(t.runs());
}

TEST_CASE("tree: a crash outside the group waits for its turn") {
  rig t = rig::up(rest_for_one, {child("a"), child("b"), child("c")});
  t.stubborn = {"c"};
  t.crash("b");
  t.crash("a");
  CHECK(t.diary() == texts{"stop c"});
  t.returns("c");
  CHECK(t.diary() == texts{"start b", "start c", "stop c"});
  t.returns("c");
  CHECK(t.diary() == texts{"stop b", "start a", "start b", "start c"});
}

TEST_CASE("tree: an event of an earlier attempt is dropped") {
  rig t = rig::up(one_for_one, {child("a")});
  const uint64_t old = t.attempt("a");
  t.crash("a");
  t.diary();
  t.tree.child_ended({"app", "a"}, old, {false, "late"}, t.now);
  CHECK(t.status("a") == "running");
}

// ---- intensity ----------------------------------------------------------------------------------------------------------

TEST_CASE("tree: more restarts than the intensity within the period: all stop in reverse, and the supervisor fails") {
  rig t = rig::up(one_for_one, {child("a"), child("b"), child("c")}, 2);
  t.crash("b");
  t.crash("b");
  CHECK(t.runs());
  t.diary();
  t.crash("b");
  CHECK(t.diary() == texts{"stop c", "stop a", "failed"});
  CHECK(t.failure == "reached maximum restart intensity: restart 3 of 2 within 5s (app:b: boom)");
  CHECK(t.decision == "b: the supervisor gives up: restart 3 of 2 within 5s");
}

TEST_CASE("tree: intensity 0 allows none") {
  rig t = rig::up(one_for_one, {child("a")}, 0);
  t.crash("a");
  CHECK(t.diary() == texts{"failed"});
}

TEST_CASE("tree: restarts of all children count together") {
  rig t = rig::up(one_for_one, {child("a"), child("b")}, 1);
  t.crash("a");
  t.crash("b");
  CHECK(t.failure.starts_with("reached maximum restart intensity"));
}

TEST_CASE("tree: a group restarted together is one restart") {
  rig t = rig::up(one_for_all, {child("a"), child("b"), child("c")}, 1);
  t.crash("a");
  CHECK(t.runs());
}

TEST_CASE("tree: restarts older than the period are forgotten") {
  rig t = rig::up(one_for_one, {child("a")}, 1);
  for (int i = 0; i < 10; ++i) {
    t.crash("a");
    t.pass(5001ms);
  }
  CHECK(t.runs());
}

TEST_CASE("tree: a restart exactly one period old still counts") {
  rig t = rig::up(one_for_one, {child("a")}, 1);
  t.crash("a");
  t.pass(5s);
  t.crash("a");
  CHECK_FALSE(t.runs());
}

TEST_CASE("tree: the window slides") {
  rig t = rig::up(one_for_one, {child("a")}, 2);
  t.crash("a");  // at 0
  t.pass(3s);
  t.crash("a");  // at 3
  t.pass(2500ms);
  t.crash("a");  // at 5.5, when the first is forgotten
  CHECK(t.runs());
  t.pass(2s);
  t.crash("a");  // at 7.5: 3, 5.5 and this one
  CHECK_FALSE(t.runs());
}

TEST_CASE("tree: a normal end of a permanent child counts too") {
  rig t = rig::up(one_for_one, {child("a")}, 1);
  t.returns("a");
  t.returns("a");
  CHECK(t.failure == "reached maximum restart intensity: restart 2 of 1 within 5s (app:a ended)");
}

TEST_CASE("tree: restarts by command do not count") {
  rig t = rig::up(one_for_one, {child("a")}, 0);
  for (int i = 0; i < 5; ++i) {
    t.command(act::terminate_child, "a");
    CHECK(t.command(act::restart_child, "a") == "ok");
  }
  CHECK(t.runs());
}

TEST_CASE("tree: a restarted supervisor begins with an empty window") {
  rig t = rig::up(one_for_one, {child("a")}, 1);
  t.crash("a");
  t.crash("a");
  t.start();
  t.crash("a");
  CHECK(t.runs());
}

TEST_CASE("tree: a stop that is asked for while the supervisor gives up is what its end is called") {
  rig t = rig::up(one_for_one, {child("a"), child("b")}, 0);
  t.stubborn = {"a"};
  t.crash("b");
  t.stop();
  t.returns("a");
  CHECK(t.diary() == texts{"stop a", "down"});
}

// ---- starts that fail during a restart ------------------------------------------------------------------------------------

TEST_CASE("tree: a restart that fails is tried again, and each try counts") {
  rig t = rig::up(one_for_one, {child("a"), child("b")}, 3);
  t.failing = {"b"};
  t.crash("b");
  CHECK(t.diary() == texts{"start b", "start b", "start b", "stop a", "failed"});
  CHECK(t.failure == "reached maximum restart intensity: restart 4 of 3 within 5s (app:b: no luck)");
}

TEST_CASE("tree: between two tries others have their turn") {
  rig t = rig::up(one_for_one, {child("a"), child("b")}, 100);
  t.slow = {"b"};
  t.crash("b");
  t.crash("a");
  CHECK(t.status("a") == "running");  // its end waits in the queue
  t.slow.clear();
  t.crash("b");  // its start fails
  CHECK(t.diary() == texts{"start b", "start a", "start b"});
  CHECK(t.status("b") == "running");
}

TEST_CASE("tree: one_for_all tries again with all of them") {
  rig t = rig::up(one_for_all, {child("a"), child("b"), child("c")}, 1);
  t.failing = {"b"};
  t.crash("c");
  CHECK(t.diary() == texts{"stop b", "stop a", "start a", "start b", "stop a", "failed"});
}

TEST_CASE("tree: rest_for_one tries again from the one that failed") {
  rig t = rig::up(rest_for_one, {child("a"), child("b"), child("c"), child("d")}, 5);
  t.slow = {"c"};
  t.crash("b");
  CHECK(t.diary() == texts{"stop d", "stop c", "start b", "start c"});
  t.slow.clear();
  t.crash("c");
  CHECK(t.diary() == texts{"start c", "start d"});
}

TEST_CASE("tree: a start that takes too long during a restart is a failed one") {
  rig t = rig::up(one_for_one, {child("a")}, 1);
  t.slow = {"a"};
  t.crash("a");
  t.pass(10s);  // the first restart is long forgotten by then
  CHECK(t.diary() == texts{"start a", "kill a", "start a"});
}

TEST_CASE("tree: a stop between two tries ends them") {
  rig t = rig::up(one_for_one, {child("a")}, 100);
  t.slow = {"a"};
  t.crash("a");
  t.stop();
  CHECK(t.diary() == texts{"start a", "stop a", "down"});
}

// ---- delayed restarts -----------------------------------------------------------------------------------------------------

TEST_CASE("tree: a child with a delay waits before its restart, the others go on") {
  child_spec a = child("a");
  a.restart_delay = 500ms;
  rig t = rig::up(one_for_one, {a, child("b")});
  t.crash("a");
  CHECK(t.diary().empty());
  CHECK(t.status("a") == "restarting");
  CHECK(t.tree.deadline() == t.now + 500ms);
  CHECK(t.decision == "a: restart in 500ms, 1 of 3 within 5s (one_for_one)");
  t.crash("b");
  CHECK(t.diary() == texts{"start b"});
  t.pass(500ms);
  CHECK(t.diary() == texts{"start a"});
}

TEST_CASE("tree: with one_for_all the others stop at once and start after the delay") {
  child_spec b = child("b");
  b.restart_delay = 1s;
  rig t = rig::up(one_for_all, {child("a"), b});
  t.crash("b");
  CHECK(t.diary() == texts{"stop a"});
  CHECK(t.status("a") == "stopped");
  t.pass(1s);
  CHECK(t.diary() == texts{"start a", "start b"});
}

TEST_CASE("tree: a delayed restart counts when the child has failed, and once") {
  child_spec a = child("a");
  a.restart_delay = 1s;
  rig t = rig::up(one_for_one, {a}, 1);
  t.crash("a");
  t.pass(1s);
  CHECK(t.status("a") == "running");
  t.crash("a");
  CHECK_FALSE(t.runs());
}

TEST_CASE("tree: a stop during the delay is over at once") {
  child_spec a = child("a");
  a.restart_delay = 1h;
  rig t = rig::up(one_for_one, {a});
  t.crash("a");
  t.stop();
  CHECK(t.diary() == texts{"down"});
  CHECK_FALSE(t.tree.deadline());
}

TEST_CASE("tree: an earlier sibling's crash takes a waiting child along") {
  child_spec b = child("b");
  b.restart_delay = 1s;
  rig t = rig::up(rest_for_one, {child("a"), b});
  t.crash("b");
  t.crash("a");
  CHECK(t.diary() == texts{"start a", "start b"});
  t.pass(1s);
  CHECK(t.diary().empty());
}

// ---- nested supervisors ---------------------------------------------------------------------------------------------------

TEST_CASE("tree: a supervisor that fails is a failed child of its parent, up to the top") {
  // The inner tree is the child "inner" of the outer one, wired by hand.
  rig inner = rig::up(one_for_one, {child("x")}, 0);
  rig outer = rig::up(one_for_all, {child("a"), child("inner", transient)}, 1);
  inner.crash("x");
  REQUIRE(inner.diary() == texts{"failed"});
  outer.ends("inner", {false, inner.failure});
  CHECK(outer.diary() == texts{"stop a", "start a", "start inner"});
  inner.start();
  inner.crash("x");
  outer.ends("inner", {false, inner.failure});
  CHECK(outer.diary() == texts{"stop a", "failed"});
  CHECK(outer.failure
        == "reached maximum restart intensity: restart 2 of 1 within 5s "
           "(app:inner: reached maximum restart intensity: restart 1 of 0 within 5s (app:x: boom))");
}

TEST_CASE("tree: a child supervisor that fails to start during a restart is tried again like any other") {
  rig outer = rig::up(one_for_one, {child("inner")}, 2);
  outer.failing = {"inner"};
  outer.crash("inner");
  CHECK(outer.diary() == texts{"start inner", "start inner", "failed"});
}
