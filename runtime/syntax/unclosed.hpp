// Finds the block that lacks its `end`, when a chunk ends too early.
//
// The parser can only name the outermost block left open, as it pairs by order. People see the indentation: an `end` that stands
// further left than the block it closes shows whose own `end` is missing.
#pragma once

#include <string>
#include <string_view>

namespace troupe::syntax {

// A remedy to append, beginning with a semicolon, or nothing if indentation does not tell.
std::string unclosed_remedy(std::string_view source);

}  // namespace troupe::syntax
