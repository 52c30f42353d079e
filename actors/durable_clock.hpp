// The timers of workflows: a table on the disk in order of deadlines, of which only the place reached is in memory.
//
// Thread: any; `fire` and `on_due` on the timers' thread.
#pragma once

#include "runtime/workflow/store.hpp"

#include <cstdint>
#include <functional>
#include <mutex>
#include <set>
#include <string>

namespace troupe::actors {

class local_node;

class durable_clock {
public:
  using on_due = std::function<void(const runtime::workflow::timer_row&)>;

  durable_clock(local_node& home, const runtime::workflow::store& tables, on_due tell)
    : home_(home), tables_(tables), tell_(std::move(tell)) {}

  // A commit that is under way brings timers, that one the earliest (INT64_MAX: none). They may be due by the time it is done: none that is
  // later is told of for good before `settled`.
  void expect(int64_t deadline_ns);
  // That commit is over; if it has stored them, it is time to look.
  void settled(int64_t deadline_ns, bool stored);
  // Begins with the first timer again: somebody can hear them now who could not before.
  void rewind();
  // Tells of what is due, in order, and waits for the next.
  void fire(const runtime::journal::lmdb& env);

  static constexpr uint64_t timer_number = 1;  // its ticket among the node's timers

private:
  void arm(int64_t deadline_ns);
  void stay_before(int64_t deadline_ns);

  local_node& home_;
  const runtime::workflow::store& tables_;
  const on_due tell_;
  std::mutex guard_;
  std::string reached_;           // timers before this key have been told of
  std::multiset<int64_t> expected_;
  int64_t armed_ns_ = INT64_MAX;  // when it looks next
};

}  // namespace troupe::actors
