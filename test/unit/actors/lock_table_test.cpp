#include "actors/lock_table.hpp"

#include <doctest/doctest.h>

#include <set>

namespace troupe::actors {

TEST_CASE("locks: one holder at a time, who may acquire again and alone can release") {
  std::set<uint64_t> living{1, 2};
  lock_table locks{[&](process_id who) { return living.contains(who.number); }};
  const process_id one{nullptr, 1};
  const process_id two{nullptr, 2};
  CHECK(locks.acquire("l", one));
  CHECK(locks.acquire("l", one));
  CHECK_FALSE(locks.acquire("l", two));
  CHECK(locks.acquire("other", two));
  CHECK_FALSE(locks.release("l", two));
  CHECK(locks.release("l", one));
  CHECK_FALSE(locks.release("l", one));
  CHECK(locks.acquire("l", two));
}

TEST_CASE("locks: the end of a holder frees its locks") {
  std::set<uint64_t> living;
  lock_table locks{[&](process_id who) { return living.contains(who.number); }};
  for (uint64_t n = 1; n <= 1000; ++n) {
    living = {n};
    CHECK(locks.acquire("l", {nullptr, n}));
    CHECK(locks.acquire("l" + std::to_string(n), {nullptr, n}));
  }
}

}  // namespace troupe::actors
