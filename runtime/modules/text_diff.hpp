// Differences between two texts: the algorithms of Google's diff-match-patch (Myers' O(ND) search, then clean-up for readers).
//
// No Debian package offers them to C++, and a line-wise diff library would not do: programs see differences of characters. Works on
// characters, so that no difference splits one; bytes that are no UTF-8 survive as they are.
// Thread: pure functions. A search ends at its deadline with a coarser result.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::runtime::modules {

// A text by characters; a byte that is part of none is 0xdc00 plus the byte, which no text holds.
using characters = std::u32string;
characters to_characters(std::string_view text);
std::string to_text(std::u32string_view text);

enum class diff_operation : uint8_t { equal, remove, insert };

struct difference {
  diff_operation what = diff_operation::equal;
  characters text;

  friend bool operator==(const difference&, const difference&) = default;
};
using differences = std::vector<difference>;

using diff_deadline = std::chrono::steady_clock::time_point;

// What turns `from` into `to`.
differences diff_texts(std::u32string_view from, std::u32string_view to, diff_deadline deadline);

// Drops equalities so short that reading around them is harder than reading through.
void clean_for_readers(differences& list);

// Joins neighbours of one kind, and edits whose surroundings overlap.
void merge_neighbours(differences& list);

// Both sides of a list.
characters text_before(const differences& list);
characters text_after(const differences& list);

// Where a position of the text before lies in the text after.
size_t follow_position(const differences& list, size_t position);

// Characters inserted, removed or changed.
size_t edit_distance(const differences& list);

}  // namespace troupe::runtime::modules
