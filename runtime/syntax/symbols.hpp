// Interned names: each spelling once, so that comparing names is comparing numbers.
//
// Invariants: the reserved words have the numbers of their token kinds; the words of `known` follow them.
// The text belongs to the source, which must outlive the table.
#pragma once

#include "runtime/syntax/token.hpp"

#include <string_view>
#include <vector>

namespace troupe::syntax {

// Words that are not reserved but that the parser looks for.
namespace known {
inline constexpr symbol type{reserved_words};
inline constexpr symbol require{reserved_words + 1};
inline constexpr symbol self{reserved_words + 2};
inline constexpr uint32_t count = 3;
}  // namespace known

class symbols {
public:
  symbols();

  symbol intern(std::string_view text);
  std::string_view text(symbol id) const { return entries_[static_cast<uint32_t>(id)].text; }
  size_t size() const { return entries_.size(); }

private:
  struct entry {
    std::string_view text;
    uint64_t hash;
  };

  void grow();

  std::vector<entry> entries_;
  std::vector<uint32_t> slots_;  // index into entries_ plus one; 0 is empty; size is a power of two
};

}  // namespace troupe::syntax
