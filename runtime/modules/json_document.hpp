// JSON text as a document, for modules that look into it before a program does.
//
// Thread: pure functions; nothing throws.
#pragma once

#include "config/document.hpp"

#include <string>
#include <string_view>

namespace troupe::runtime::modules {

class json_tape;

// The first value of the text; "" or why there is none.
std::string read_json(std::string_view text, document& to);

// The same of a tape that was read.
document to_document(const json_tape& tape);

}  // namespace troupe::runtime::modules
