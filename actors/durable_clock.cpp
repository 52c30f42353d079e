#include "actors/durable_clock.hpp"

#include "actors/local_node.hpp"
#include "config/limits.hpp"
#include "config/log.hpp"
#include "runtime/journal/keys.hpp"

#include <algorithm>

namespace troupe::actors {

namespace {

// Timers told of in one go; others of the program wait meanwhile.
constexpr size_t timers_at_once = 1000;

}  // namespace

void durable_clock::arm(int64_t deadline_ns) {
  armed_ns_ = deadline_ns;
  const int64_t now = home_.clock().wall().time_since_epoch().count();
  const auto delay = std::clamp<std::chrono::nanoseconds>(std::chrono::nanoseconds{deadline_ns - now}, {}, limits::wall_clock_look);
  home_.timers().add({nullptr, process_id::workflow_bit}, timer_number, delay, {});
}

// Those between are told of again; whoever heard of one takes no notice.
void durable_clock::stay_before(int64_t deadline_ns) {
  std::string key = runtime::journal::key_of(static_cast<uint64_t>(deadline_ns));
  if (key < reached_)
    reached_ = std::move(key);
}

void durable_clock::expect(int64_t deadline_ns) {
  if (deadline_ns == INT64_MAX)
    return;
  const std::lock_guard lock{guard_};
  expected_.insert(deadline_ns);
  stay_before(deadline_ns);
}

void durable_clock::settled(int64_t deadline_ns, bool stored) {
  if (deadline_ns == INT64_MAX)
    return;
  const std::lock_guard lock{guard_};
  if (const auto found = expected_.find(deadline_ns); found != expected_.end())
    expected_.erase(found);
  if (stored && deadline_ns < armed_ns_)
    arm(deadline_ns);
}

void durable_clock::rewind() {
  const std::lock_guard lock{guard_};
  reached_.clear();
  arm(0);
}

void durable_clock::fire(const runtime::journal::lmdb& env) {
  std::vector<runtime::workflow::timer_row> due;
  {
    const std::lock_guard lock{guard_};
    armed_ns_ = INT64_MAX;
    const int64_t now = home_.clock().wall().time_since_epoch().count();
    const auto txn = runtime::journal::read_txn::begin(env);
    auto found = txn ? tables_.due(*txn, reached_, now, timers_at_once) : txn.error();
    if (!found) {
      log::write(log::level::error, "journal", "timers of workflows cannot be read: " + message_of(found.error()));
      arm(now + 1'000'000'000);
      return;
    }
    due = std::move(*found);
    if (!due.empty())
      reached_ = key_of(due.back()) + '\0';
    if (due.size() == timers_at_once)
      arm(0);
    else if (const auto next = tables_.next_timer(*txn, reached_); next && *next)
      arm((*next)->deadline_ns);
    if (!expected_.empty())
      stay_before(*expected_.begin());
  }
  for (const runtime::workflow::timer_row& each : due)
    tell_(each);
}

}  // namespace troupe::actors
