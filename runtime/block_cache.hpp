// Memory for messages and small values, which one thread allocates and another frees: the heap of the C library is slow at that. Each
// thread keeps a few free blocks; what it has too many of goes, a batch at a time, to those that have none.
//
// Thread: any. Under the address sanitizer every block comes from the heap, so that it sees each one.
#pragma once

#include <cstddef>

namespace troupe::runtime {

// Room for `bytes`. Throws std::bad_alloc.
void* take_block(std::size_t bytes);

// Gives it back; `bytes` as taken.
void give_block(void* block, std::size_t bytes) noexcept;

}  // namespace troupe::runtime
