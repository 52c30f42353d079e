// What is wrong with a text that yaml-cpp could not read, in words of its author: which bracket, quote or tab, and where it stands.
//
// yaml-cpp names the place where it could not go on, often lines behind the mistake. Here the text is read once more, roughly, for the
// mistakes that hands make. Thread: plain functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace troupe {

struct yaml_problem {
  uint32_t line = 0;  // 1-based
  uint32_t column = 0;
  std::string message;
  std::string remedy;  // "" if there is nothing to say
};

// `failure` is what yaml-cpp said about line and column (1-based).
yaml_problem explain_yaml(std::string_view text, uint32_t line, uint32_t column,
                          std::string_view failure);

// A bracket or quote that is not closed, or not by its own kind.
std::optional<yaml_problem> find_unclosed(std::string_view text);

// The same for the one quoted text that begins at line and column: yaml-cpp takes the end of the file for its end.
std::optional<yaml_problem> find_unclosed_quote(std::string_view text, uint32_t line,
                                                uint32_t column);

}  // namespace troupe
