#include "actors/journal_writer.hpp"

#include "config/errc.hpp"
#include "test/support/temp_folder.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <future>
#include <string>
#include <thread>
#include <vector>

using namespace troupe;
using namespace troupe::actors;
using namespace troupe::runtime::journal;

namespace {

struct rig {
  explicit rig(size_t waiting_max = limits::journal_steps_waiting_max) {
    auto env = std::move(*lmdb::open(folder.path(), {.map_bytes = size_t{1} << 30}));
    t = *env->open_table("t");
    writer = std::make_unique<journal_writer>(std::move(env), std::chrono::nanoseconds{}, waiting_max);
  }

  test::temp_folder folder;
  table t;
  std::unique_ptr<journal_writer> writer;
};

std::string number(uint64_t n) {
  std::string text = std::to_string(n);
  return std::string(12 - text.size(), '0') + text;
}

}  // namespace

TEST_CASE("journal writer: every step of every thread is there once and in the order of its submission") {
  constexpr uint64_t threads = 4, each = 2000;
  rig r;
  std::atomic<uint64_t> told{0}, out_of_order{0};
  std::vector<std::thread> submitters;
  for (uint64_t who = 0; who < threads; ++who)
    submitters.emplace_back([&, who] {
      const auto last = std::make_shared<uint64_t>(0);
      for (uint64_t i = 1; i <= each; ++i)
        r.writer->submit([t = r.t, who, i](write_txn& txn) { return txn.insert(t, number(who) + number(i), "x"); },
                         [&, last, i](const caf::error& why) {
                           out_of_order += why || *last + 1 != i ? 1 : 0;
                           *last = i;
                           ++told;
                         });
    });
  for (std::thread& each_thread : submitters)
    each_thread.join();
  r.writer.reset();  // commits what is queued
  CHECK(told == threads * each);
  CHECK(out_of_order == 0);
  const auto env = std::move(*lmdb::open(r.folder.path(), {.map_bytes = size_t{1} << 30}));
  const table t = *env->open_table("t");
  const auto txn = read_txn::begin(*env);
  CHECK(*txn->count(t) == threads * each);
}

TEST_CASE("journal writer: a step is told only after others can see it") {
  rig r;
  std::promise<std::string> seen;
  r.writer->submit([&](write_txn& txn) { return txn.put(r.t, "a", "1"); },
                   [&](const caf::error& why) {
                     const auto txn = read_txn::begin(r.writer->env());
                     seen.set_value(why ? message_of(why) : std::string{**txn->get(r.t, "a")});
                   });
  CHECK(seen.get_future().get() == "1");
}

TEST_CASE("journal writer: what was queued meanwhile is one commit") {
  rig r;
  std::promise<void> begun, go_on;
  r.writer->submit([&](write_txn& txn) {
    begun.set_value();
    go_on.get_future().wait();
    return txn.put(r.t, "first", "");
  }, nullptr);
  begun.get_future().wait();
  std::promise<void> done;
  for (int i = 0; i < 100; ++i)
    r.writer->submit([&, i](write_txn& txn) { return txn.put(r.t, number(static_cast<uint64_t>(i)), ""); }, [&, i](const caf::error&) {
      if (i == 99)
        done.set_value();
    });
  CHECK(r.writer->now().waiting == 101);
  go_on.set_value();
  done.get_future().wait();
  r.writer->submit([&](write_txn& txn) { return txn.put(r.t, "last", ""); }, nullptr);
  while (r.writer->now().waiting != 0)
    std::this_thread::yield();
  CHECK(r.writer->now().commits == 3);
  CHECK(r.writer->now().steps == 102);
}

TEST_CASE("journal writer: a full queue refuses what comes from outside, not what is begun already") {
  rig r{2};
  std::promise<void> go;
  const std::shared_future<void> gone = go.get_future().share();
  std::atomic<int> stored{0}, refused{0};
  const auto tell = [&](const caf::error& why) { ++(code_of(why) == errc::unavailable ? refused : stored); };
  const auto put = [&](const char* key) {
    return [t = r.t, key, gone](write_txn& txn) {
      gone.wait();
      return txn.put(t, key, "x");
    };
  };
  r.writer->submit(put("a"), tell);
  r.writer->submit(put("b"), tell);
  r.writer->submit(put("c"), tell);
  CHECK(refused == 1);
  r.writer->submit(put("d"), tell, journal_writer::urgency::begun_already);
  CHECK(refused == 1);
  go.set_value();
  r.writer->stop();
  CHECK(stored == 3);
}
