#include "runtime/block_cache.hpp"

#include <cstdint>
#include <cstdlib>
#include <mutex>
#include <new>
#include <vector>

namespace troupe::runtime {

namespace {

constexpr std::size_t step = 64;
constexpr std::size_t classes = 2;       // up to 64 and 128 bytes; larger ones come from the heap
constexpr uint32_t batch = 64;           // blocks that change hands at once
constexpr std::size_t batches_max = 1024;  // kept for others; what is beyond goes back to the heap

struct free_block {
  free_block* next;
};

void free_all(free_block* first) noexcept {
  while (first != nullptr) {
    free_block* next = first->next;
    std::free(first);
    first = next;
  }
}

// Batches that no thread holds.
class stock {
public:
  // The program's only one; never destroyed, since threads may outlive static objects.
  static stock& shared() {
    static stock& one = *new stock;
    return one;
  }

  free_block* take(std::size_t number) noexcept {
    const std::lock_guard lock{guard_};
    if (batches_[number].empty())
      return nullptr;
    free_block* first = batches_[number].back();
    batches_[number].pop_back();
    return first;
  }

  void put(std::size_t number, free_block* first) noexcept {
    {
      const std::lock_guard lock{guard_};
      if (batches_[number].size() < batches_max) {
        batches_[number].push_back(first);
        return;
      }
    }
    free_all(first);
  }

private:
  stock() {
    for (auto& each : batches_)
      each.reserve(batches_max);
  }

  std::mutex guard_;
  std::vector<free_block*> batches_[classes];
};

// A thread's own. Without constructor and destructor: reached by every message, and by threads that are ending.
struct local_list {
  free_block* first;   // at most a batch
  free_block* second;  // a whole batch or nothing
  uint32_t count;      // in `first`
};
constinit thread_local local_list lists[classes] = {};
constinit thread_local bool ended = false;

struct at_thread_end {
  ~at_thread_end() {
    ended = true;
    for (local_list& each : lists) {
      free_all(each.first);
      free_all(each.second);
      each = {};
    }
  }
};

[[maybe_unused]] void* refill(local_list& mine, std::size_t number) {
  thread_local const at_thread_end registered;
  static_cast<void>(registered);
  if (mine.second == nullptr)
    mine.second = stock::shared().take(number);
  if (free_block* got = mine.second) {
    mine.second = nullptr;
    mine.first = got->next;
    mine.count = batch - 1;
    return got;
  }
  if (void* fresh = std::malloc((number + 1) * step))
    return fresh;
  throw std::bad_alloc{};
}

}  // namespace

void* take_block(std::size_t bytes) {
#if !defined(__SANITIZE_ADDRESS__)
  const std::size_t number = (bytes - 1) / step;
  if (number < classes) {
    local_list& mine = lists[number];
    if (free_block* got = mine.first) {
      mine.first = got->next;
      --mine.count;
      return got;
    }
    if (!ended)
      return refill(mine, number);
    bytes = (number + 1) * step;
  }
#endif
  if (void* block = std::malloc(bytes))
    return block;
  throw std::bad_alloc{};
}

void give_block(void* block, [[maybe_unused]] std::size_t bytes) noexcept {
#if !defined(__SANITIZE_ADDRESS__)
  const std::size_t number = (bytes - 1) / step;
  if (number < classes && !ended) {
    local_list& mine = lists[number];
    if (mine.count == batch) {
      if (mine.second != nullptr)
        stock::shared().put(number, mine.second);
      mine.second = mine.first;
      mine.first = nullptr;
      mine.count = 0;
    }
    auto* freed = static_cast<free_block*>(block);
    freed->next = mine.first;
    mine.first = freed;
    ++mine.count;
    return;
  }
#endif
  std::free(block);
}

}  // namespace troupe::runtime
