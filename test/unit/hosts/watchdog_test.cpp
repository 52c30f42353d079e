#include "hosts/watchdog.hpp"

#include <doctest/doctest.h>

#include <thread>

using namespace troupe;
using namespace troupe::hosts;
using namespace std::chrono_literals;

TEST_CASE("watchdog: a slice that took long without computing is known from one that computed") {
  watchdog dog;
  watched_worker one;
  one.quantum = 2ms;
  one.stuck = [] {};
  one.slice.attach();
  dog.watch(one);
  one.asleep = false;
  dog.notice();

  one.slice.begin(nullptr);
  std::this_thread::sleep_for(40ms);
  CHECK(one.slice.starved());
  one.slice.end();

  one.slice.begin(nullptr);
  const auto till = one.slice.processor_time() + 40ms;
  const auto at_most = std::chrono::steady_clock::now() + 20s;
  while (one.slice.processor_time() < till && std::chrono::steady_clock::now() < at_most) {
  }
  CHECK_FALSE(one.slice.starved());
  one.slice.end();

  dog.forget(one);
  one.slice.detach();
}
