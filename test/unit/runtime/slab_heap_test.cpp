#include "runtime/lua/slab_heap.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <random>
#include <vector>

namespace troupe::runtime::lua {

namespace {

struct block {
  unsigned char* at;
  size_t bytes;
  unsigned char mark;

  bool sound() const {
    for (size_t i = 0; i < bytes; ++i)
      if (at[i] != mark)
        return false;
    return true;
  }
};

}  // namespace

TEST_CASE("slab_heap: random blocks keep their bytes through releases and resizes") {
  std::mt19937 random{7};
  for (int round = 0; round < 20; ++round) {
    slab_heap heap;
    std::vector<block> blocks;
    const size_t largest = round % 2 == 0 ? 600 : 20'000;
    for (int i = 0; i < 3'000; ++i) {
      const size_t bytes = 1 + random() % largest;
      switch (blocks.empty() ? 0 : random() % 3) {
        case 0: {
          block made{static_cast<unsigned char*>(heap.allocate(bytes)), bytes, static_cast<unsigned char>(random())};
          REQUIRE(made.at != nullptr);
          std::memset(made.at, made.mark, bytes);
          blocks.push_back(made);
          break;
        }
        case 1: {
          std::swap(blocks[random() % blocks.size()], blocks.back());
          REQUIRE(blocks.back().sound());
          heap.release(blocks.back().at, blocks.back().bytes);
          blocks.pop_back();
          break;
        }
        default: {
          block& one = blocks[random() % blocks.size()];
          one.at = static_cast<unsigned char*>(heap.resize(one.at, one.bytes, bytes));
          REQUIRE(one.at != nullptr);
          one.bytes = std::min(one.bytes, bytes);
          REQUIRE(one.sound());
          one.bytes = bytes;
          std::memset(one.at, one.mark, bytes);
          break;
        }
      }
    }
    for (const block& each : blocks)
      REQUIRE(each.sound());
    if (!heap.may_drop())
      for (const block& each : blocks)
        heap.release(each.at, each.bytes);
  }
}

#if !defined(__SANITIZE_ADDRESS__)  // where every block is the system's
TEST_CASE("slab_heap: a small heap goes at once") {
  slab_heap heap;
  for (int i = 0; i < 500; ++i)
    REQUIRE(heap.allocate(64) != nullptr);
  REQUIRE(heap.allocate(6'000) != nullptr);
  CHECK(heap.may_drop());
}
#endif

}  // namespace troupe::runtime::lua
