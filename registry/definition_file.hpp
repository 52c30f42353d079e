// One definition file taken apart: its namespace, its entries, its `file://` texts (registry.md section 1.3).
#pragma once

#include "config/diagnostic.hpp"
#include "config/yaml.hpp"
#include "registry/entry.hpp"
#include "registry/source_files.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace troupe::registry {

struct definition_place {
  std::filesystem::path path;  // the file
  std::filesystem::path root;  // its load root: `file:///x` starts here, and nothing leaves it
  std::filesystem::path shown_from;  // paths in messages and marks are relative to it
  yaml_memory* known = nullptr;      // what was read before, if anybody remembers
  const source_files* files = nullptr;  // where it lies; null: on the disk. Else `root` is `/`
};

// The entries of a file; none, without a finding, if it has no namespace. Where `findings` gets an error the file as a whole is void. A
// text that came by `file://` is marked with the file it came from, line 1.
std::vector<entry> read_definition_file(const definition_place& place, diagnostics& findings);

}  // namespace troupe::registry
