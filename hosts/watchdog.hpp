// The thread that looks after the workers of all pools: interrupts slices that used up their quantum, reports those that do not react.
//
// It looks every half millisecond while any worker runs, and sleeps once none has for some looks.
// Thread: any, unless a member says otherwise. Ownership: made before the first pool, destroyed after the last.
#pragma once

#include "runtime/lua/slice.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace troupe::hosts {

// One worker as the watchdog sees it.
struct watched_worker {
  runtime::lua::slice slice;
  // Has no work: the watchdog may sleep as well. Each side announces itself, then looks at the other: hence sequentially consistent.
  std::atomic<bool> asleep{true};
  std::atomic<std::chrono::nanoseconds> quantum{};
  std::function<void()> stuck;               // called once a slice, on the watchdog's thread, when it is late by rescue_after

private:
  friend class watchdog;
  uint64_t seen = 0;
  std::chrono::steady_clock::time_point since;
  std::chrono::nanoseconds processor_then{};  // what its thread had had of a processor by then, if a slice was running
  bool told = false;
};

class watchdog {
public:
  watchdog();
  ~watchdog();

  void watch(watched_worker& who);
  // Afterwards nobody looks at it any more. Not from `stuck`.
  void forget(watched_worker& who);

  // Called by a worker that begins to work again, after it cleared `asleep`. Not with a lock that `stuck` takes.
  void notice() noexcept {
    if (asleep_.load())
      wake();
  }

  // Counts the looks, at least while anybody works: a clock for decisions of a millisecond, at the price of a load.
  uint64_t ticks() const noexcept { return ticks_.load(std::memory_order_relaxed); }

private:
  void run();
  bool look();
  void wake() noexcept;

  std::recursive_mutex guard_;  // `stuck` may watch another worker
  std::condition_variable_any changed_;
  std::vector<watched_worker*> workers_;
  std::atomic<bool> asleep_{false};
  std::atomic<uint64_t> ticks_{0};
  std::chrono::steady_clock::time_point looked_ = std::chrono::steady_clock::now();  // the last time, or woken since
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace troupe::hosts
