// Patterns over dotted names: `*` is one segment, `**` any number, `(a|b)` a choice within a segment.
#pragma once

#include <string_view>

namespace troupe::registry {

bool pattern_matches(std::string_view pattern, std::string_view name);

// Shell style, over the whole text: `*` any run, `?` one character.
bool glob_matches(std::string_view glob, std::string_view text) noexcept;

}  // namespace troupe::registry
