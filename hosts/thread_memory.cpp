#include "hosts/thread_memory.hpp"

// mimalloc.h is not used: the library is linked into the program alone, and nothing else knows of it.
extern "C" void mi_collect(bool force) __attribute__((weak));

namespace troupe::hosts {

void give_back_unused_memory() noexcept {
  if (mi_collect != nullptr)
    mi_collect(true);
}

}  // namespace troupe::hosts
