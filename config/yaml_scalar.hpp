// What a plain YAML scalar means: the types that a definition file can hold.
#pragma once

#include "config/document.hpp"

#include <string_view>

namespace troupe {

// Resolves the text of an unquoted scalar, see config/yaml.hpp for the rules.
document resolve_plain_scalar(std::string_view text);

}  // namespace troupe
