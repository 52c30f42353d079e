// What a plain YAML scalar means: the types that a definition file can hold.
#pragma once

#include "config/document.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace troupe {

// Resolves the text of an unquoted scalar, see config/yaml.hpp for the rules.
document resolve_plain_scalar(std::string_view text);

// The moment that YAML 1.1 reads in an unquoted date (`2024-12-29`) or time (`2024-12-29T15:04:05.5+01:00`, `2024-12-29 15:04:05`), without
// a zone in UTC. Nothing if the text is none.
std::optional<int64_t> unix_seconds_of(std::string_view text) noexcept;

}  // namespace troupe
