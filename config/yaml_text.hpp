// What the YAML reader does to text before yaml-cpp gets it.
#pragma once

#include <string>
#include <string_view>

namespace troupe {

// JSON writes characters beyond the first plane as two escapes, YAML as one of eight digits.
std::string join_surrogates(std::string_view text);

}  // namespace troupe
