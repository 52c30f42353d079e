// Paths within a file system, as programs write them: `/` is its root, others start at a working directory.
//
// Thread: a plain function.
#pragma once

#include <string>
#include <string_view>

namespace troupe::runtime::modules {

// Writes the path without leading `/`, `.` and `..`; "" is the root, and so is `from` written. Null, or what is wrong with the path.
const char* resolve_path(std::string_view from, std::string_view path, std::string& into);

}  // namespace troupe::runtime::modules
