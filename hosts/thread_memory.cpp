#include "hosts/thread_memory.hpp"

#include <cstddef>
#include <mutex>

// mimalloc.h is not used: the library is linked into the program alone, and nothing else knows of it.
extern "C" {
void mi_collect(bool force) __attribute__((weak));
void* mi_malloc(size_t bytes) __attribute__((weak));
void mi_free(void* block) __attribute__((weak));
long mi_option_get(int option) __attribute__((weak));
void mi_option_set(int option, long value) __attribute__((weak));
}

namespace troupe::hosts {

namespace {

// How many milliseconds later freed pages go back: `mi_option_decommit_delay`, `mi_option_purge_delay` since 2.1. Less than 0: never.
constexpr int give_back_delay = 15;

// mimalloc's segments are of 32 MiB: a block of each size lies in a free part of its own, if there are several.
constexpr size_t smallest_part = size_t{64} << 10;
constexpr size_t largest_part = size_t{16} << 20;
constexpr size_t parts_at_once = 8;

std::mutex guard;  // the delay is the whole program's

}  // namespace

// What is freed goes back only when its thread allocates again after the delay, which a resting one does not, and mi_collect (2.0) makes no
// exception. Without a delay it goes at once, and all of the free part around it.
void give_back_unused_memory() noexcept {
  if (mi_collect == nullptr)
    return;
  const std::lock_guard lock{guard};
  const long delay = mi_option_get(give_back_delay);
  if (delay < 0)
    return;
  mi_option_set(give_back_delay, 0);
  mi_collect(true);
  for (size_t bytes = largest_part; bytes >= smallest_part; bytes /= 2) {
    void* held[parts_at_once];
    for (void*& each : held)
      each = mi_malloc(bytes);
    for (void* each : held)
      mi_free(each);
  }
  mi_option_set(give_back_delay, delay);
}

}  // namespace troupe::hosts
