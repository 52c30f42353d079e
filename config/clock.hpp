// Time as the host sees it: the system's clock, or one that a test moves by hand.
//
// Thread: every member may be called from any thread.
#pragma once

#include <atomic>
#include <chrono>

namespace troupe {

using steady_time = std::chrono::steady_clock::time_point;
using wall_time = std::chrono::time_point<std::chrono::system_clock, std::chrono::nanoseconds>;

class clock_source {
public:
  virtual ~clock_source() = default;
  virtual steady_time steady() const noexcept = 0;
  virtual wall_time wall() const noexcept = 0;
};

// The system's clocks; one object for the whole program.
const clock_source& system_clock() noexcept;

// Starts at steady zero and the Unix epoch, moves only as it is told.
class manual_clock final : public clock_source {
public:
  steady_time steady() const noexcept override {
    return steady_time{std::chrono::nanoseconds{now_.load()}};
  }
  wall_time wall() const noexcept override {
    return wall_time{std::chrono::nanoseconds{now_.load() + wall_ahead_.load()}};
  }
  void advance(std::chrono::nanoseconds span) noexcept { now_ += span.count(); }
  // Moves the wall clock alone, as an operator does, or a machine that was suspended.
  void set_wall_forward(std::chrono::nanoseconds span) noexcept { wall_ahead_ += span.count(); }

private:
  std::atomic<int64_t> now_{0};
  std::atomic<int64_t> wall_ahead_{0};
};

}  // namespace troupe
