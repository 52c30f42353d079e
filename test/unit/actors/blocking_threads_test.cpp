#include "actors/blocking_threads.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <future>
#include <thread>

using namespace troupe::actors;
using namespace std::chrono_literals;

TEST_CASE("blocking_threads: without threads whoever brings work does it") {
  blocking_threads waiting;
  int done = 0;
  waiting.run([&] { ++done; });
  CHECK(done == 1);
  CHECK(waiting.threads() == 0);
}

TEST_CASE("blocking_threads: what waits holds up nobody else, up to the limit") {
  blocking_threads waiting;
  waiting.start(3);
  std::promise<void> let_go;
  const std::shared_future<void> gate = let_go.get_future().share();
  std::atomic<int> held{0};
  for (int i = 0; i < 2; ++i)
    waiting.run([&, gate] {
      ++held;
      gate.wait();
    });
  std::promise<void> third;
  waiting.run([&] { third.set_value(); });
  third.get_future().wait();
  CHECK(waiting.threads() <= 3);
  std::atomic<int> done{0};
  for (int i = 0; i < 100; ++i)
    waiting.run([&] { ++done; });
  while (done < 100)
    std::this_thread::yield();
  CHECK(held == 2);
  CHECK(waiting.threads() == 3);
  let_go.set_value();
  CHECK(waiting.stop(1h));
  CHECK(waiting.threads() == 0);
}

TEST_CASE("blocking_threads: the end waits for what was begun, drops what was not, and says when it gives up") {
  blocking_threads waiting;
  waiting.start(1);
  std::promise<void> begun;
  std::promise<void> let_go;
  bool later = false;
  waiting.run([&] {
    begun.set_value();
    let_go.get_future().wait();
  });
  begun.get_future().wait();
  waiting.run([&] { later = true; });
  CHECK_FALSE(waiting.stop(1ms));
  waiting.run([&] { later = true; });
  let_go.set_value();
  CHECK(waiting.stop(1h));
  CHECK_FALSE(later);
}
