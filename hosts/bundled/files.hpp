// The files of the bundled modules as texts; files.cpp is made by CMake (bundled.cmake).
#pragma once

#include <string_view>

namespace troupe::hosts {

struct bundled_file {
  std::string_view module;  // org/module
  std::string_view name;    // in the module's folder
  std::string_view text;
};

// `_index.yaml` and what it names by `file://`. Ends with an empty module.
extern const bundled_file bundled_files[];

}  // namespace troupe::hosts
