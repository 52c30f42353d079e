// What to do about an error that LuaJIT or a library raised, and where on its line it is.
//
// Messages of the machine name a line at most; which word of it they are about, and what helps, is put together here.
//
// Thread: plain functions.
#pragma once

#include "runtime/syntax/translate.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace troupe::syntax {

struct error_place {
  std::string_view chunk;  // ns:name
  uint32_t line = 0;
  std::string_view text;   // behind the position
};

// `ns:name:12: text`; none if the message does not begin so.
std::optional<error_place> place_of(std::string_view message);

// The remedy as a diagnostic of the line, its message being the remedy; none if nothing better is known than what the error says.
std::optional<diagnostic> remedy_for(const error_place& place, std::string_view source);

// For a message that names no position.
std::optional<std::string> remedy_without_place(std::string_view text);

}  // namespace troupe::syntax
