// What values and faults take on the heap besides the object itself, about. A value that others share counts in full for each of them.
//
// Thread: pure functions.
#pragma once

#include "config/heap_bytes.hpp"
#include "runtime/fault.hpp"
#include "runtime/value.hpp"

namespace troupe::runtime {

using troupe::heap_bytes;

inline size_t heap_bytes(const value& data) noexcept {
  return data.bytes().size();
}

inline size_t heap_bytes(const fault& what) noexcept {
  return heap_bytes(what.kind) + heap_bytes(what.message) + heap_bytes(what.details) + heap_bytes(what.stack);
}

}  // namespace troupe::runtime
