// A reference of what processes do to each other: links, monitors, traps, names, upgrades, mail (process.md sections 3 to 9), as plain sets.
//
// It knows no machines, mailboxes or threads; process_model_test.cpp does to real processes what is done here, and compares what each of
// them says it saw. Texts are those that the test's program reports.
#pragma once

#include "config/types.hpp"

#include <deque>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace troupe::test {

// How a process ends, in the words of an event: `value 7`, `error boom`.
struct model_end {
  bool failed = false;
  std::string text;
};

struct model_process {
  std::string entry;
  bool trap = false;
  bool deaf = false;  // reads neither events nor messages
  bool late = false;  // a timer will make it crash
  std::set<uint64_t> links;
  std::set<uint64_t> watchers;
  std::deque<std::string> unread_events;
  std::deque<std::string> unread_messages;
};

// What a process says in one step.
struct model_reports {
  std::vector<std::string> others;    // in order: begins and replies
  std::multiset<std::string> events;  // of different senders in any order
  std::vector<std::string> messages;  // in order
};

class process_model {
public:
  static std::string pid(uint64_t number);

  void clear_step();

  // ---- what happens -------------------------------------------------------------------------------------------------------
  uint64_t begin(std::string entry);  // takes the next number
  void end(uint64_t who, model_end how);
  void cancel(uint64_t who, uint64_t by, const std::string& reason);
  void message(uint64_t to, const std::string& text);
  void set_deaf(uint64_t who, bool deaf);
  void upgrade(uint64_t who, std::string entry);  // "": the same
  void reply(uint64_t who, std::string text) { said_[who].others.push_back("reply " + std::move(text)); }

  // ---- what is asked for; each answers as the program reports it ----------------------------------------------------------
  std::string link(uint64_t a, uint64_t b);
  std::string unlink(uint64_t a, uint64_t b);
  std::string monitor(uint64_t watcher, uint64_t target);
  std::string unmonitor(uint64_t watcher, uint64_t target);
  std::string register_name(const std::string& name, uint64_t who);
  std::string unregister_name(const std::string& name);

  // ---- state ----------------------------------------------------------------------------------------------------------------
  bool lives(uint64_t who) const { return living.contains(who); }
  uint64_t holder(const std::string& name) const;  // 0: nobody
  // Numbers that something took which is no process of the model.
  void skip_number() { ++last_; }
  uint64_t last() const { return last_; }

  std::map<uint64_t, model_process> living;
  const std::map<uint64_t, model_reports>& said() const { return said_; }
  // Those that ended in this step may have said any part of what they would have said, or not have come to it.
  const std::set<uint64_t>& ended() const { return ended_; }

private:
  void event(uint64_t to, std::string text);

  uint64_t last_ = 0;
  std::map<std::string, uint64_t> names_;
  std::map<uint64_t, model_reports> said_;
  std::set<uint64_t> ended_;
};

}  // namespace troupe::test
