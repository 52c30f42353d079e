// What is said of each module to programs that ask: `system.modules`, and the classes by which code made at run time is refused some.
//
// Thread: any.
#pragma once

#include <string_view>

namespace troupe::runtime::modules {

struct module_notes {
  std::string_view description;
  std::string_view tags;  // the platform's classes, separated by blanks
};

// Empty for a name that nobody knows.
module_notes notes_of(std::string_view module) noexcept;

inline std::string_view first_tag(std::string_view tags) noexcept {
  return tags.substr(0, tags.find(' '));
}
bool has_tag(std::string_view tags, std::string_view tag) noexcept;

}  // namespace troupe::runtime::modules
