#include "runtime/block_cache.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <thread>
#include <vector>

namespace troupe::runtime {

TEST_CASE("block_cache: blocks of every size keep their bytes") {
  std::vector<std::pair<unsigned char*, std::size_t>> blocks;
  for (int round = 0; round < 3; ++round) {
    for (std::size_t bytes = 1; bytes <= 300; ++bytes) {
      auto* block = static_cast<unsigned char*>(take_block(bytes));
      std::memset(block, static_cast<int>(bytes % 251), bytes);
      blocks.emplace_back(block, bytes);
    }
    for (const auto& [block, bytes] : blocks) {
      CHECK(std::all_of(block, block + bytes, [n = bytes](unsigned char each) { return each == n % 251; }));
      give_block(block, bytes);
    }
    blocks.clear();
  }
}

TEST_CASE("block_cache: what one thread allocates another frees, beyond what threads keep") {
  constexpr std::size_t count = 100'000;
  for (int round = 0; round < 3; ++round) {
    std::vector<void*> passed;
    std::thread{[&] {
      for (std::size_t i = 0; i < count; ++i) {
        passed.push_back(take_block(64));
        std::memcpy(passed.back(), &i, sizeof i);
      }
    }}.join();
    std::thread{[&] {
      for (std::size_t i = 0; i < count; ++i) {
        CHECK(std::memcmp(passed[i], &i, sizeof i) == 0);
        give_block(passed[i], 64);
      }
    }}.join();
  }
}

}  // namespace troupe::runtime
