#include "test/support/tree_rig.hpp"

using namespace troupe;
using namespace troupe::test::trees;

// ---- dynamic children -----------------------------------------------------------------------------------------------------

TEST_CASE("tree: start_child adds a child at the end and starts it") {
  rig t = rig::up(one_for_one, {child("a")});
  CHECK(t.command(act::start_child, "b") == "ok");
  CHECK(t.order() == texts{"a", "b"});
  t.crash("b");
  CHECK(t.diary() == texts{"start b", "start b"});
  t.stop();
  CHECK(t.diary() == texts{"stop b", "stop a", "down"});
}

TEST_CASE("tree: start_child is answered when the child has started") {
  rig t = rig::up(one_for_one, {});
  t.slow = {"b"};
  CHECK(t.command(act::start_child, "b") == "later");
  t.started("b");
  CHECK(t.last_answer() == "ok");
}

TEST_CASE("tree: start_child of a child that runs, restarts or is down") {
  child_spec b = child("b");
  b.restart_delay = 1s;
  rig t = rig::up(one_for_one, {child("a"), b, child("c")});
  CHECK(t.command(act::start_child, "a") == "already_started");
  t.crash("b");
  CHECK(t.command(act::start_child, "b") == "already_started");
  t.command(act::terminate_child, "c");
  CHECK(t.command(act::start_child, "c") == "already_present");
}

TEST_CASE("tree: a child that start_child could not start is forgotten, and no restart") {
  rig t = rig::up(one_for_one, {child("a")}, 0);
  t.failing = {"b"};
  CHECK(t.command(act::start_child, "b") == "start_failed");
  CHECK(t.status("b") == "none");
  CHECK(t.runs());
}

TEST_CASE("tree: dynamic children are lost when the supervisor starts anew") {
  rig t = rig::up(one_for_one, {child("a")});
  t.command(act::start_child, "b");
  t.stop();
  t.start();
  CHECK(t.order() == texts{"a"});
}

TEST_CASE("tree: dynamic children share the fate of the group by their place at the end") {
  rig t = rig::up(rest_for_one, {child("a"), child("b")});
  t.command(act::start_child, "c");
  t.diary();
  t.crash("b");
  CHECK(t.diary() == texts{"stop c", "start b", "start c"});
}

TEST_CASE("tree: terminate_child stops a child and keeps what is known of it") {
  rig t = rig::up(one_for_all, {child("a"), child("b")});
  CHECK(t.command(act::terminate_child, "a") == "ok");
  CHECK(t.diary() == texts{"stop a"});
  CHECK(t.status("a") == "stopped");
  CHECK(t.command(act::terminate_child, "a") == "ok");
  CHECK(t.diary().empty());
}

TEST_CASE("tree: terminate_child of a temporary child forgets it") {
  rig t = rig::up(one_for_one, {child("a", temporary)});
  CHECK(t.command(act::terminate_child, "a") == "ok");
  CHECK(t.command(act::restart_child, "a") == "not_found");
}

TEST_CASE("tree: terminate_child of a child that waits for its restart cancels that") {
  child_spec a = child("a");
  a.restart_delay = 1s;
  rig t = rig::up(one_for_one, {a});
  t.crash("a");
  CHECK(t.command(act::terminate_child, "a") == "ok");
  t.pass(1s);
  CHECK(t.diary().empty());
  CHECK(t.status("a") == "stopped");
}

TEST_CASE("tree: restart_child starts a child that is down") {
  rig t = rig::up(one_for_one, {child("a")});
  t.command(act::terminate_child, "a");
  t.diary();
  CHECK(t.command(act::restart_child, "a") == "ok");
  CHECK(t.diary() == texts{"start a"});
}

TEST_CASE("tree: restart_child refuses what runs, what is being restarted, and what is unknown") {
  child_spec b = child("b");
  b.restart_delay = 1s;
  rig t = rig::up(one_for_one, {child("a"), b});
  CHECK(t.command(act::restart_child, "a") == "running");
  t.crash("b");
  CHECK(t.command(act::restart_child, "b") == "restarting");
  CHECK(t.command(act::restart_child, "c") == "not_found");
}

TEST_CASE("tree: restart_child that fails leaves the child down, and no restart") {
  rig t = rig::up(one_for_one, {child("a")}, 0);
  t.command(act::terminate_child, "a");
  t.failing = {"a"};
  CHECK(t.command(act::restart_child, "a") == "start_failed");
  CHECK(t.status("a") == "stopped");
  CHECK(t.runs());
}

TEST_CASE("tree: delete_child forgets a child that is down, and refuses others") {
  child_spec b = child("b");
  b.restart_delay = 1s;
  rig t = rig::up(one_for_one, {child("a"), b});
  CHECK(t.command(act::delete_child, "a") == "running");
  t.crash("b");
  CHECK(t.command(act::delete_child, "b") == "restarting");
  CHECK(t.command(act::delete_child, "c") == "not_found");
  t.command(act::terminate_child, "a");
  CHECK(t.command(act::delete_child, "a") == "ok");
  CHECK(t.order() == texts{"b"});
}

TEST_CASE("tree: commands wait for a restart under way, in order") {
  rig t = rig::up(one_for_all, {child("a"), child("b")});
  t.stubborn = {"b"};
  t.crash("a");
  CHECK(t.command(act::terminate_child, "a") == "later");
  t.returns("b");
  CHECK(t.last_answer() == "ok");
  CHECK(t.diary() == texts{"stop b", "start a", "start b", "stop a"});
}

TEST_CASE("tree: commands that the supervisor's end overtakes are told so") {
  rig t = rig::up(one_for_one, {child("a"), child("b")});
  t.stubborn = {"a"};
  CHECK(t.command(act::terminate_child, "a") == "later");
  CHECK(t.command(act::terminate_child, "b") == "later");
  t.stop();
  CHECK(t.answer(1) == "not_running");
  CHECK(t.answer(2) == "not_running");
  t.returns("a");
  CHECK(t.command(act::start_child, "c") == "not_running");
}

// ---- another definition ---------------------------------------------------------------------------------------------------

TEST_CASE("tree: another definition stops what is gone, starts what is new and leaves the rest") {
  rig t = rig::up(one_for_one, {child("a"), child("b"), child("c")});
  t.redefine({child("d"), child("b"), child("e")});
  CHECK(t.diary() == texts{"stop c", "stop a", "start d", "start e"});
  CHECK(t.order() == texts{"d", "b", "e"});
}

TEST_CASE("tree: another definition changes the order of stops") {
  rig t = rig::up(one_for_one, {child("a"), child("b")});
  t.redefine({child("b"), child("a")});
  CHECK(t.diary().empty());
  t.stop();
  CHECK(t.diary() == texts{"stop a", "stop b", "down"});
}

TEST_CASE("tree: another definition keeps dynamic children, and adopts one that it names") {
  rig t = rig::up(one_for_one, {child("a")});
  t.command(act::start_child, "b");
  t.command(act::start_child, "c");
  t.diary();
  t.redefine({child("c"), child("a")});
  CHECK(t.diary().empty());
  CHECK(t.order() == texts{"c", "a", "b"});
}

TEST_CASE("tree: another definition stops dynamic children that have no entry any more") {
  rig t = rig::up(one_for_one, {child("a")});
  t.command(act::start_child, "b");
  t.command(act::start_child, "c");
  t.diary();
  t.redefine({child("a")}, {{"app", "b"}});
  CHECK(t.diary() == texts{"stop b"});
  CHECK(t.order() == texts{"a", "c"});
}

TEST_CASE("tree: another definition brings no deleted child and no ended temporary one back") {
  rig t = rig::up(one_for_one, {child("a"), child("b", temporary), child("c")});
  t.returns("b");
  t.command(act::terminate_child, "c");
  t.command(act::delete_child, "c");
  t.diary();
  t.redefine({child("a"), child("b", temporary), child("c")});
  CHECK(t.diary().empty());
  CHECK(t.order() == texts{"a"});
}

TEST_CASE("tree: another definition's restart type holds from then on") {
  rig t = rig::up(one_for_one, {child("a")});
  t.redefine({child("a", transient)});
  t.returns("a");
  CHECK(t.diary().empty());
}

TEST_CASE("tree: a new child that does not start stays down and harms nobody") {
  rig t = rig::up(one_for_one, {child("a")}, 0);
  t.failing = {"b"};
  t.redefine({child("a"), child("b"), child("c")});
  CHECK(t.diary() == texts{"start b", "start c"});
  CHECK(t.status("b") == "stopped");
  CHECK(t.runs());
}

TEST_CASE("tree: a definition that comes while the supervisor is down holds for its next start") {
  rig t{one_for_one, {child("a")}};
  t.redefine({child("b")});
  t.start();
  CHECK(t.diary() == texts{"start b", "up"});
}

TEST_CASE("tree: a definition that waits while the supervisor stops holds for its next start") {
  rig t = rig::up(one_for_one, {child("a"), child("b")});
  t.stubborn = {"b"};
  t.command(act::terminate_child, "b");
  t.redefine({child("c")});
  t.stop();
  t.returns("b");
  t.diary();
  t.start();
  CHECK(t.diary() == texts{"start c", "up"});
}
