#include "actors/timers.hpp"

namespace troupe::actors {

void timers::start_thread() {
  stopping_ = false;
  thread_ = std::thread{[this] { run(); }};
}

void timers::stop_thread() {
  if (!thread_.joinable())
    return;
  {
    const std::lock_guard lock{guard_};
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void timers::add(process_id who, runtime::ticket timer, std::chrono::nanoseconds delay, std::chrono::nanoseconds period) {
  const steady_time now = clock_.steady();
  // A delay beyond the clock's range never fires rather than wrapping into the past.
  const steady_time when = delay > steady_time::max() - now ? steady_time::max() : now + delay;
  bool earliest = false;
  {
    const std::lock_guard lock{guard_};
    const uint64_t generation = ++generations_;
    armed_[{who.number, timer}] = {who, generation, period};
    earliest = deadlines_.empty() || when < deadlines_.top().when;
    deadlines_.push({when, generation, {who.number, timer}});
  }
  if (earliest)
    changed_.notify_one();
}

void timers::stop(process_id who, runtime::ticket timer) {
  const std::lock_guard lock{guard_};
  armed_.erase({who.number, timer});
  compact();
}

// Deadlines of stopped timers stay in the heap until they come up; rebuilt when they are the larger part.
void timers::compact() {
  if (deadlines_.size() < 1024 || deadlines_.size() < 2 * armed_.size())
    return;
  std::vector<deadline> kept;
  kept.reserve(armed_.size());
  while (!deadlines_.empty()) {
    const deadline& next = deadlines_.top();
    const auto found = armed_.find(next.which);
    if (found != armed_.end() && found->second.generation == next.generation)
      kept.push_back(next);
    deadlines_.pop();
  }
  deadlines_ = decltype(deadlines_){std::greater<>{}, std::move(kept)};
}

std::optional<steady_time> timers::fire_due() {
  const steady_time now = clock_.steady();
  struct due_timer {
    process_id who;
    runtime::ticket timer;
    bool repeats;
  };
  std::vector<due_timer> due;
  std::optional<steady_time> next;
  {
    const std::lock_guard lock{guard_};
    while (!deadlines_.empty()) {
      const deadline top = deadlines_.top();
      if (top.when > now) {
        next = top.when;
        break;
      }
      deadlines_.pop();
      const auto found = armed_.find(top.which);
      if (found == armed_.end() || found->second.generation != top.generation)
        continue;
      due.push_back({found->second.who, top.which.timer, found->second.period.count() > 0});
      if (found->second.period.count() > 0) {
        // Ticks that were missed are skipped, the rhythm is kept.
        steady_time again = top.when + found->second.period;
        if (again <= now)
          again = now + found->second.period - (now - top.when) % found->second.period;
        deadlines_.push({again, top.generation, top.which});
      } else {
        armed_.erase(found);
      }
    }
  }
  for (const due_timer& each : due)
    fire_(each.who, each.timer, each.repeats);
  return next;
}

size_t timers::armed() const {
  const std::lock_guard lock{guard_};
  return armed_.size();
}

void timers::run() {
  while (true) {
    const std::optional<steady_time> next = fire_due();
    std::unique_lock lock{guard_};
    if (stopping_)
      return;
    // An earlier timer may have come in between fire_due and here.
    if (!deadlines_.empty() && (!next || deadlines_.top().when < *next))
      continue;
    if (next)
      changed_.wait_until(lock, *next);
    else
      changed_.wait(lock);
    if (stopping_)
      return;
  }
}

}  // namespace troupe::actors
