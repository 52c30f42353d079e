// `wippy.lock`: where an app's sources and modules lie.
#pragma once

#include "config/diagnostic.hpp"
#include "config/errc.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace troupe::registry {

struct locked_module {
  std::string name;  // org/module
  std::string version;
  std::string hash;
  std::string local_hash;
  source_mark mark;
};

struct locked_replacement {
  std::string from;  // org/module
  std::string to;    // path, as written
  source_mark mark;
};

struct lock_file {
  std::filesystem::path path;
  std::string source_folder;   // as written
  std::string modules_folder;  // as written
  std::vector<locked_module> modules;
  std::vector<locked_replacement> replacements;
  bool unpack_modules = false;

  std::filesystem::path folder() const { return path.parent_path(); }
  std::filesystem::path source_path() const { return folder() / source_folder; }
  std::filesystem::path vendor_path() const;  // `<modules>/vendor` unless it already ends so
};

// Nothing if the file is missing or wrong; a missing file is no finding.
std::optional<lock_file> read_lock_file(const std::filesystem::path& path, diagnostics& findings);

// Writes a lock, mode 0600; in an existing one only the directories change.
caf::error init_lock_file(const std::filesystem::path& path, const std::string& source_folder,
                          const std::string& modules_folder);

}  // namespace troupe::registry
