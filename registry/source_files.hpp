// Where definition files, and the texts that they name, are read from, if not from the disk: a file system that keeps to itself.
//
// Thread: any. Paths have no leading `/`; "" is the root.
#pragma once

#include "config/errc.hpp"

#include <string>
#include <vector>

namespace troupe::registry {

class source_files {
public:
  struct item {
    std::string name;
    bool is_folder = false;
  };

  virtual ~source_files() = default;
  virtual caf::expected<std::vector<item>> list(const std::string& folder) const = 0;
  virtual caf::expected<std::string> read(const std::string& file) const = 0;
};

}  // namespace troupe::registry
