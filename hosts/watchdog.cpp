#include "hosts/watchdog.hpp"

#include "config/limits.hpp"

#include <algorithm>
#include <utility>

namespace troupe::hosts {

watchdog::watchdog() {
  runtime::lua::slice::install_handler();
  thread_ = std::thread{[this] { run(); }};
}

watchdog::~watchdog() {
  {
    const std::lock_guard lock{guard_};
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void watchdog::watch(watched_worker& who) {
  const std::lock_guard lock{guard_};
  workers_.push_back(&who);
}

void watchdog::forget(watched_worker& who) {
  const std::lock_guard lock{guard_};
  std::erase(workers_, &who);
}

void watchdog::wake() noexcept {
  const std::lock_guard lock{guard_};
  asleep_.store(false, std::memory_order_relaxed);
  changed_.notify_all();
}

void watchdog::run() {
  pthread_setname_np(pthread_self(), "watchdog");
  std::unique_lock lock{guard_};
  unsigned in_vain = 0;
  while (!stopping_) {
    in_vain = look() ? 0 : in_vain + 1;
    if (in_vain <= limits::watchdog_idle_looks) {
      ticks_.fetch_add(1, std::memory_order_relaxed);
      changed_.wait_for(lock, limits::watchdog_period, [this] { return stopping_; });
      continue;
    }
    // Announced before the last look, so that a worker which begins now either is seen here or sees this.
    asleep_.store(true);
    if (look()) {
      asleep_.store(false, std::memory_order_relaxed);
      continue;
    }
    changed_.wait(lock, [this] { return stopping_ || !asleep_.load(); });
    looked_ = std::chrono::steady_clock::now();
    in_vain = 0;
  }
}

// True if anybody works. Called with the lock held: a worker that is forgotten is signalled no more.
bool watchdog::look() {
  const auto now = std::chrono::steady_clock::now();
  const auto span = now - std::exchange(looked_, now);
  bool busy = false;
  for (size_t i = 0; i < workers_.size(); ++i) {  // `stuck` may add some
    watched_worker& each = *workers_[i];
    busy = busy || !each.asleep.load();
    const uint64_t serial = each.slice.serial();
    if (serial % 2 != 0)
      each.slice.sample(span);
    if (serial != each.seen) {
      each.seen = serial;
      each.since = now;
      each.told = false;
      if (serial % 2 != 0)
        each.processor_then = each.slice.processor_time();
      continue;
    }
    if (serial % 2 == 0)
      continue;  // between slices
    busy = true;
    const auto late = now - each.since;
    // Once it hangs inside C nobody waits for it any more; asking now and then is enough.
    const std::chrono::nanoseconds quantum = each.quantum.load(std::memory_order_relaxed);
    if (late >= quantum && (!each.told || ticks_.load(std::memory_order_relaxed) % 8 == 0))
      each.slice.interrupt(each.slice.processor_time() - each.processor_then < quantum / 2);
    if (late >= limits::rescue_after && !each.told) {
      each.told = true;
      each.stuck();
    }
  }
  return busy;
}

}  // namespace troupe::hosts
