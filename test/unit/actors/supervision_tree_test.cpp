#include "actors/supervision_tree.hpp"
#include "config/limits.hpp"

#include <doctest/doctest.h>

#include <deque>
#include <map>
#include <set>
#include <utility>

using namespace troupe;
using namespace troupe::actors;
using namespace std::chrono_literals;

namespace {

using texts = std::vector<std::string>;
using enum restart_type;
using enum tree_strategy;
using act = tree_command::what;
using action = tree_action::kind;

child_spec child(const char* name, restart_type restart = permanent) {
  child_spec made;
  made.id = {"app", name};
  made.restart = restart;
  made.shutdown = 2s;
  return made;
}

// A tree with children that do at once what they are asked to, on a clock by hand; everything asked of them is in the diary.
class rig {
public:
  rig(tree_strategy strategy, std::vector<child_spec> children, uint32_t intensity = 3, std::chrono::nanoseconds period = 5s)
    : tree({strategy, intensity, period, std::move(children)}) {}

  static rig up(tree_strategy strategy, std::vector<child_spec> children, uint32_t intensity = 3) {
    rig made{strategy, std::move(children), intensity};
    made.start();
    made.diary();
    return made;
  }

  void start() { play(tree.start(now)); }
  void stop() { play(tree.stop(now)); }
  void abandon() { play(tree.abandon(now)); }
  void redefine(std::vector<child_spec> children, std::vector<entry_id> gone = {}) {
    tree_spec spec = tree.spec();
    spec.children = std::move(children);
    play(tree.redefine(std::move(spec), std::move(gone), now));
  }
  void ends(const char* name, child_end how) { play(tree.child_ended({"app", name}, attempt(name), std::move(how), now)); }
  void crash(const char* name) { ends(name, {false, "boom"}); }
  void returns(const char* name) { ends(name, {true, ""}); }
  void started(const char* name) { play(tree.child_started({"app", name}, attempt(name), now)); }
  void pass(std::chrono::nanoseconds span) {
    now += span;
    play(tree.tick(now));
  }
  // What was answered so far: "ok", OTP's word, or "later".
  std::string command(act what, const char* name, restart_type restart = permanent) {
    const uint64_t number = ++commands_;
    play(tree.command({what, child(name, restart)}, number, now));
    return answer(number);
  }
  std::string answer(uint64_t number) const { return answers_.count(number) != 0 ? answers_.at(number) : "later"; }
  std::string last_answer() const { return answer(commands_); }

  texts diary() { return std::exchange(diary_, {}); }
  std::string status(const char* name) const {
    const tree_child* found = tree.find({"app", name});
    return found == nullptr ? "none" : std::string{name_of(found->now)};
  }
  uint64_t attempt(const char* name) const {
    const tree_child* found = tree.find({"app", name});
    return found == nullptr ? 0 : found->attempt;
  }
  texts order() const {
    texts made;
    for (const tree_child& each : tree.children())
      made.push_back(each.spec.id.name);
    return made;
  }
  bool runs() const { return tree.now() == supervision_tree::state::running; }

  supervision_tree tree;
  steady_time now{};
  std::set<std::string> failing;   // their starts fail
  std::set<std::string> slow;      // say nothing when they are started
  std::set<std::string> stubborn;  // ignore requests to stop
  std::set<std::string> undying;   // cannot even be ended by force
  std::string decision;            // the latest
  std::string failure;             // of the supervisor

private:
  // What a child does in answer comes after what was asked of the others in the same breath.
  void play(const supervision_tree::actions& wanted) {
    open_.insert(open_.end(), wanted.begin(), wanted.end());
    if (std::exchange(playing_, true))
      return;
    while (!open_.empty()) {
      const tree_action each = std::move(open_.front());
      open_.pop_front();
      const std::string& name = each.child.name;
      switch (each.what) {
        case action::start_child:
          diary_.push_back("start " + name);
          if (failing.count(name) != 0)
            play(tree.child_ended(each.child, each.number, {false, "no luck"}, now));
          else if (slow.count(name) == 0)
            play(tree.child_started(each.child, each.number, now));
          break;
        case action::stop_child:
          diary_.push_back("stop " + name);
          if (stubborn.count(name) == 0)
            play(tree.child_ended(each.child, tree.find(each.child)->attempt, {true, ""}, now));
          break;
        case action::kill_child:
          diary_.push_back("kill " + name);
          if (undying.count(name) == 0)
            play(tree.child_ended(each.child, tree.find(each.child)->attempt, {false, "killed"}, now));
          break;
        case action::decided: decision = name + ": " + each.text; break;
        case action::overdue: diary_.push_back("overdue " + name); break;
        case action::answered:
          answers_[each.number] = each.refusal == tree_refusal::none ? "ok" : std::string{name_of(each.refusal)};
          break;
        case action::started: diary_.push_back("up"); break;
        case action::stopped: diary_.push_back("down"); break;
        case action::failed:
          diary_.push_back("failed");
          failure = each.text;
          break;
      }
    }
    playing_ = false;
  }

  std::deque<tree_action> open_;
  bool playing_ = false;
  texts diary_;
  std::map<uint64_t, std::string> answers_;
  uint64_t commands_ = 0;
};

}  // namespace

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
