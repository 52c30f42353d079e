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

  // The watchdog is a thread that may have to wait for a processor, too.
  const auto at_most = std::chrono::steady_clock::now() + 20s;
  one.slice.begin(nullptr);
  while (!one.slice.starved() && std::chrono::steady_clock::now() < at_most)
    std::this_thread::sleep_for(1ms);
  CHECK(one.slice.starved());
  one.slice.end();

  // Others may take the processor from one that computes.
  for (bool starved = true; starved && std::chrono::steady_clock::now() < at_most; one.slice.end()) {
    one.slice.begin(nullptr);
    const auto till = one.slice.processor_time() + 40ms;
    while (one.slice.processor_time() < till && std::chrono::steady_clock::now() < at_most) {
    }
    starved = one.slice.starved();
  }
  CHECK_FALSE(one.slice.starved());

  dog.forget(one);
  one.slice.detach();
}
