// What data takes on the heap besides the object itself, about: for accounts of memory. Short texts lie in their object and count as none.
//
// Thread: pure functions.
#pragma once

#include "config/document.hpp"

#include <cstddef>
#include <string>

namespace troupe {

inline size_t heap_bytes(const std::string& text) noexcept {
  return text.capacity() < sizeof text ? 0 : text.capacity();
}

// Walks over the whole tree.
size_t heap_bytes(const document& tree) noexcept;

}  // namespace troupe
