// A supervisor of a tree, with children that do at once what they are asked to, on a clock moved by hand.
#pragma once

#include "actors/supervision_tree.hpp"
#include "config/limits.hpp"

#include <doctest/doctest.h>

#include <deque>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace troupe::test::trees {

using namespace troupe::actors;
using namespace std::chrono_literals;

using texts = std::vector<std::string>;
using enum restart_type;
using enum tree_strategy;
using act = tree_command::what;
using action = tree_action::kind;

inline child_spec child(const char* name, restart_type restart = permanent) {
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

}  // namespace troupe::test::trees
