// What a process looks like from outside, for `troupe ps`: figures that it leaves behind as it runs and that anybody may read.
//
// Nothing waits for a reader and nothing is decided by these figures, so they are relaxed and may be a moment old.
#pragma once

#include "config/clock.hpp"
#include "config/types.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace troupe::actors {

enum class process_status : uint8_t {
  running,   // a worker runs a slice of it
  runnable,  // it has something to do and waits for a worker
  waiting,   // for mail, a timer, an answer
  ended,
};

std::string_view name_of(process_status status) noexcept;

struct process_info {
  process_id id;
  std::string entry;
  process_status status = process_status::ended;
  uint64_t unread = 0;        // messages that were sent to it and that no receive has taken
  uint64_t unread_bytes = 0;  // their bodies
  size_t memory_bytes = 0;    // of Lua, after its latest slice
  uint64_t slices = 0;        // that it has run
  std::chrono::nanoseconds cpu{};  // of its program, by samples of half a millisecond
  std::string position;       // `ns:name:line`, where it waits, or stood when it was last preempted; "" if unknown
  steady_time born;
};

// Kept by the process, read by `process::info`.
struct process_figures {
  explicit process_figures(steady_time now) noexcept : born(now) {}

  const steady_time born;
  std::atomic<const std::string*> upgraded_to{nullptr};  // interned; null: still what it was started as
  std::atomic<bool> in_slice{false};
  std::atomic<size_t> memory_bytes{0};
  std::atomic<uint64_t> slices{0};  // written by whoever runs the slice
  std::atomic<int64_t> cpu{0};      // nanoseconds; likewise
  std::atomic<const std::string*> position{nullptr};  // interned; of the last preemption
};

}  // namespace troupe::actors
