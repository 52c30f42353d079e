// Timers of all processes: a heap of deadlines and, outside tests, a thread that sleeps until the next one.
//
// Thread: add, stop and fire_due from any. A timer that was stopped may still fire once if it was due; receivers ignore it.
#pragma once

#include "config/clock.hpp"
#include "config/types.hpp"
#include "runtime/effect.hpp"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <queue>
#include <thread>
#include <unordered_map>
#include <vector>

namespace troupe::actors {

class timers {
public:
  using fire = std::function<void(process_id who, runtime::ticket timer, bool repeats)>;

  // `on_fire` is called without any lock held.
  timers(const clock_source& clock, fire on_fire) : clock_(clock), fire_(std::move(on_fire)) {}
  ~timers() { stop_thread(); }

  void start_thread();
  void stop_thread();

  // A period of zero fires once.
  void add(process_id who, runtime::ticket timer, std::chrono::nanoseconds delay, std::chrono::nanoseconds period);
  void stop(process_id who, runtime::ticket timer);

  // Fires what is due by the clock; answers the next deadline.
  std::optional<steady_time> fire_due();

  size_t armed() const;

private:
  struct key {
    uint64_t process;
    runtime::ticket timer;
    bool operator==(const key&) const = default;
  };
  struct key_hash {
    size_t operator()(const key& k) const noexcept { return k.process * 0x9e3779b97f4a7c15ULL ^ k.timer; }
  };
  struct armed_timer {
    process_id who;
    uint64_t generation = 0;
    std::chrono::nanoseconds period{};
  };
  struct deadline {
    steady_time when;
    uint64_t generation = 0;  // also the order among equal deadlines
    key which{};
    bool operator>(const deadline& other) const noexcept {
      return when != other.when ? when > other.when : generation > other.generation;
    }
  };

  void run();
  void compact();

  const clock_source& clock_;
  fire fire_;
  mutable std::mutex guard_;
  std::condition_variable changed_;
  bool stopping_ = false;
  uint64_t generations_ = 0;
  std::unordered_map<key, armed_timer, key_hash> armed_;
  std::priority_queue<deadline, std::vector<deadline>, std::greater<>> deadlines_;
  std::thread thread_;
};

}  // namespace troupe::actors
