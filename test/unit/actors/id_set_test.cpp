#include "actors/id_set.hpp"

#include <doctest/doctest.h>

#include <random>
#include <set>

namespace troupe::actors {

TEST_CASE("id_set: does what a set does, small or large") {
  std::mt19937 random{3};
  for (const uint64_t different : {10U, 1000U}) {
    id_set subject;
    std::set<uint64_t> model;
    for (int i = 0; i < 20'000; ++i) {
      const process_id who{nullptr, 1 + random() % different};
      if (random() % 2 == 0) {
        CHECK(subject.add(who) == model.insert(who.number).second);
      } else {
        subject.remove(who);
        model.erase(who.number);
      }
      REQUIRE(subject.contains(who) == model.contains(who.number));
    }
    std::set<uint64_t> left;
    for (const process_id each : subject)
      left.insert(each.number);
    CHECK(left == model);
    CHECK(subject.take().size() == model.size());
    CHECK(subject.begin() == subject.end());
    CHECK(subject.add({nullptr, 1}));
  }
}

TEST_CASE("id_set: a few keep their order") {
  id_set subject;
  for (const uint64_t number : {5U, 3U, 9U, 1U})
    subject.add({nullptr, number});
  subject.remove({nullptr, 3});
  const std::vector<process_id> left = subject.take();
  REQUIRE(left.size() == 3);
  CHECK(left[0].number == 5);
  CHECK(left[2].number == 1);
}

}  // namespace troupe::actors
