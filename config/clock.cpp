#include "config/clock.hpp"

namespace troupe {

namespace {

class real_clock final : public clock_source {
public:
  steady_time steady() const noexcept override { return std::chrono::steady_clock::now(); }
  wall_time wall() const noexcept override { return std::chrono::system_clock::now(); }
};

}  // namespace

const clock_source& system_clock() noexcept {
  static const real_clock clock;
  return clock;
}

}  // namespace troupe
