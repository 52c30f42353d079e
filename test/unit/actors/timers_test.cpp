#include "actors/timers.hpp"

#include <doctest/doctest.h>

using namespace troupe;
using namespace troupe::actors;
using namespace std::chrono_literals;

namespace {

struct rig {
  manual_clock clock;
  std::vector<runtime::ticket> fired;
  timers subject{clock, [this](process_id, runtime::ticket timer, bool) { fired.push_back(timer); }};
  process_id who{intern("h"), 1};

  void pass(std::chrono::nanoseconds span) {
    clock.advance(span);
    subject.fire_due();
  }
};

}  // namespace

TEST_CASE("timers: fire in order of their deadline, equal ones in order of arming") {
  rig r;
  r.subject.add(r.who, 1, 20ms, 0ns);
  r.subject.add(r.who, 2, 10ms, 0ns);
  r.subject.add(r.who, 3, 20ms, 0ns);
  r.pass(9ms);
  CHECK(r.fired.empty());
  r.pass(20ms);
  CHECK(r.fired == std::vector<runtime::ticket>{2, 1, 3});
  CHECK(r.subject.armed() == 0);
}

TEST_CASE("timers: a stopped timer stays silent, also when it is armed again under the same ticket") {
  rig r;
  r.subject.add(r.who, 1, 10ms, 0ns);
  r.subject.stop(r.who, 1);
  r.pass(20ms);
  CHECK(r.fired.empty());
  r.subject.add(r.who, 1, 10ms, 0ns);
  r.subject.add(r.who, 1, 30ms, 0ns);  // replaces the first
  r.pass(15ms);
  CHECK(r.fired.empty());
  r.pass(20ms);
  CHECK(r.fired.size() == 1);
}

TEST_CASE("timers: a ticker keeps its rhythm and skips what it missed") {
  rig r;
  r.subject.add(r.who, 1, 10ms, 10ms);
  r.pass(10ms);
  r.pass(10ms);
  CHECK(r.fired.size() == 2);
  r.pass(35ms);  // at 55: one tick for those missed, the next at 60
  CHECK(r.fired.size() == 3);
  r.pass(5ms);
  CHECK(r.fired.size() == 4);
  r.subject.stop(r.who, 1);
  r.pass(100ms);
  CHECK(r.fired.size() == 4);
}

TEST_CASE("timers: a delay beyond the clock's range never fires") {
  rig r;
  r.subject.add(r.who, 1, std::chrono::nanoseconds::max(), 0ns);
  r.pass(8760h);
  CHECK(r.fired.empty());
}

TEST_CASE("timers: a hundred thousand stopped timers leave nothing behind") {
  rig r;
  for (runtime::ticket i = 1; i <= 100'000; ++i)
    r.subject.add(r.who, i, 1h, 0ns);
  for (runtime::ticket i = 1; i <= 100'000; ++i)
    r.subject.stop(r.who, i);
  CHECK(r.subject.armed() == 0);
  r.pass(2h);
  CHECK(r.fired.empty());
}
