// What the YAML reader does to text before and after yaml-cpp, which it does not need for it.
#pragma once

#include <string>
#include <string_view>

namespace troupe {

// JSON writes characters beyond the first plane as two escapes, YAML as one of eight digits.
std::string join_surrogates(std::string_view text);

// What to do about a message of yaml-cpp, "" if there is nothing to say.
std::string yaml_remedy(std::string_view message);

}  // namespace troupe
