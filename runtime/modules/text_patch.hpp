// Patches: edits with the text around them, which find their place also in a text that has changed meanwhile.
//
// They are written as diff-match-patch writes them (`@@ -1,4 +1,5 @@`, then lines of percent-encoded text). Their place is found by
// approximate matching of the whole context (Sellers), not of its first 32 characters, so that long patches need not be cut.
// Thread: pure functions.
#pragma once

#include "runtime/modules/text_diff.hpp"

#include <optional>

namespace troupe::runtime::modules {

struct diff_options {
  double timeout_seconds = 1;
  int64_t edit_cost = 4;
  double match_threshold = 0.5;   // of the score below which a place counts: 0 wants it exact, 1 takes anything
  int64_t match_distance = 1000;  // how far from its place a match of no errors may lie, over the threshold
  double delete_threshold = 0.5;  // how much of a long context may have changed
  int64_t margin = 4;             // characters of context
};

diff_deadline deadline_of(const diff_options& options);

struct text_patch {
  differences list;
  size_t start_before = 0;
  size_t start_after = 0;
};

std::vector<text_patch> make_patches(const characters& from, const characters& to, const diff_options& options);

std::string to_patch_text(const text_patch& patch);

// All patches of a text; nothing if it is not well formed.
std::optional<std::vector<text_patch>> parse_patches(std::string_view text);

// Applies in place; false if one found no place, which leaves the others applied.
bool apply_patches(const std::vector<text_patch>& patches, characters& text, const diff_options& options);

}  // namespace troupe::runtime::modules
