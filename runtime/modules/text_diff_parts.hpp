// What the files of the differences share: text_diff.cpp and text_diff_cleanup.cpp.
#pragma once

#include "runtime/modules/text_diff.hpp"

#include <algorithm>

namespace troupe::runtime::modules {

inline size_t common_prefix(std::u32string_view a, std::u32string_view b) noexcept {
  const size_t most = std::min(a.size(), b.size());
  size_t n = 0;
  while (n < most && a[n] == b[n])
    ++n;
  return n;
}

inline size_t common_suffix(std::u32string_view a, std::u32string_view b) noexcept {
  const size_t most = std::min(a.size(), b.size());
  size_t n = 0;
  while (n < most && a[a.size() - 1 - n] == b[b.size() - 1 - n])
    ++n;
  return n;
}

inline void append(differences& to, diff_operation kind, std::u32string_view text) {
  if (!text.empty())
    to.push_back({kind, characters{text}});
}

// What edits remove and insert between two equalities.
struct edit_size {
  size_t removed = 0;
  size_t inserted = 0;
  size_t larger() const noexcept { return std::max(removed, inserted); }
};

}  // namespace troupe::runtime::modules
