// Documents as YAML or JSON text: `registry show`, logs, history records.
#pragma once

#include "config/document.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace troupe {

// Block style, ends with a newline; reads back to an equal document. `indent`, at least 2, is that of maps.
std::string to_yaml(const document& tree, size_t indent = 2);

enum class json_layout : uint8_t {
  compact,  // {"a":1,"b":2}
  spaced,   // {"a": 1, "b": 2}
  lines,    // one member a line, two spaces
};

// Integers and numbers stay apart (`1`, `1.0`); inf and nan become null.
std::string to_json(const document& tree, json_layout layout = json_layout::compact);

// Appends `text` quoted as a JSON string; bytes that are not UTF-8 become U+FFFD.
void append_json_string(std::string& out, std::string_view text);

}  // namespace troupe
