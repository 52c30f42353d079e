#include "actors/durable_clock.hpp"

#include "config/limits.hpp"
#include "runtime/journal/keys.hpp"
#include "test/support/process_rig.hpp"
#include "test/support/temp_folder.hpp"

#include <string>

using namespace troupe;
using namespace troupe::actors;
using runtime::workflow::timer_kind;
using runtime::workflow::timer_row;

namespace {

// Deadlines are milliseconds after the beginning.
struct clock_and_table {
  clock_and_table() {
    runtime::journal::lmdb::options how;
    how.map_bytes = size_t{1} << 30;
    env = std::move(*runtime::journal::lmdb::open(folder.path(), how));
    tables = std::move(*runtime::workflow::store::open(*env, true));
    clock = std::make_unique<durable_clock>(rig.node(), *tables, [this](const auto& row) {
      told += (told.empty() ? "" : " ") + std::to_string((row.deadline_ns - begun_ns) / 1'000'000);
    });
  }

  int64_t at(int64_t ms) const { return begun_ns + ms * 1'000'000; }

  void store(std::initializer_list<int64_t> deadlines) {
    auto txn = runtime::journal::write_txn::begin(*env);
    REQUIRE(txn);
    for (const int64_t each : deadlines)
      REQUIRE_FALSE(txn->put(tables->tables.timers, key_of(timer_row{at(each), 1, static_cast<uint64_t>(each), timer_kind::timer, 1}),
                             runtime::journal::key_of(1)));
    REQUIRE_FALSE(std::move(*txn).commit());
  }

  // As a commit that brings these, with time for `meanwhile` before anybody is told that it is done.
  template <class Meanwhile>
  void commit(std::initializer_list<int64_t> deadlines, Meanwhile meanwhile) {
    const int64_t earliest = at(std::min(deadlines));
    clock->expect(earliest);
    store(deadlines);
    meanwhile();
    clock->settled(earliest, true);
  }

  // What is told of at that time.
  std::string fire(int64_t ms) {
    const auto wanted = std::chrono::nanoseconds{at(ms)} - rig.clock.wall().time_since_epoch();
    if (wanted.count() > 0)
      rig.clock.advance(wanted);
    told.clear();
    clock->fire(*env);
    return told;
  }

  test::process_rig rig;
  test::temp_folder folder;
  std::unique_ptr<runtime::journal::lmdb> env;
  std::unique_ptr<runtime::workflow::store> tables;
  const int64_t begun_ns = rig.clock.wall().time_since_epoch().count();
  std::string told;
  std::unique_ptr<durable_clock> clock;
};

}  // namespace

TEST_CASE("durable clock: each timer is told of once it is due, in the order of the deadlines") {
  clock_and_table all;
  all.commit({20, 10, 30}, [] {});
  CHECK(all.fire(5).empty());
  CHECK(all.fire(20) == "10 20");
  CHECK(all.fire(29).empty());
  CHECK(all.fire(31) == "30");
}

TEST_CASE("durable clock: timers that are due before their commit is done are told of in order") {
  clock_and_table all;
  all.commit({10, 15}, [] {});
  CHECK(all.fire(15) == "10 15");  // past the deadlines of the next ones
  all.commit({12, 18}, [&] { CHECK(all.fire(20) == "12 15 18"); });
}

TEST_CASE("durable clock: a commit under way holds later timers back from being told of for good") {
  clock_and_table all;
  all.clock->expect(all.at(10));
  all.store({15});
  CHECK(all.fire(16) == "15");
  all.store({10});
  CHECK(all.fire(17) == "10 15");
  all.clock->settled(all.at(10), true);
  CHECK(all.fire(18) == "10 15");
  CHECK(all.fire(19).empty());
}

TEST_CASE("durable clock: a commit that was refused holds nothing back") {
  clock_and_table all;
  all.commit({15}, [] {});
  all.clock->expect(all.at(10));
  all.clock->settled(all.at(10), false);
  CHECK(all.fire(16) == "15");
  CHECK(all.fire(17).empty());
}

TEST_CASE("durable clock: a wall clock that is set forward, or ran on while the machine was suspended, is noticed within seconds") {
  clock_and_table all;
  constexpr int64_t day_ms = 24 * 3'600 * 1'000;
  all.commit({day_ms}, [] {});
  const auto looks = all.rig.node().timers().fire_due();
  REQUIRE(looks);
  CHECK(*looks - all.rig.clock.steady() == limits::wall_clock_look);
  CHECK(all.fire(0).empty());
  CHECK(all.rig.node().timers().fire_due() == all.rig.clock.steady() + limits::wall_clock_look);  // and looks again
  all.rig.clock.set_wall_forward(std::chrono::hours{24});
  CHECK(all.fire(0) == std::to_string(day_ms));
}
