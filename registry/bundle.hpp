// Where the entries of an app come from: the forms of `troupe run` turned into load roots.
#pragma once

#include "config/diagnostic.hpp"
#include "config/host_config.hpp"
#include "registry/lock_file.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::registry {

// A folder to load, one definition file, or a pack.
struct load_root {
  std::filesystem::path path;
  std::string module = {};   // org/module, "" for the app itself
  std::string version = {};  // "" if unknown: the app, replacements
  bool single_file = false;  // `path` is a definition file; its folder is the root
  bool is_pack = false;      // `path` is a pack
};

struct bundle {
  std::filesystem::path folder;  // beside which troupe keeps its state
  std::optional<lock_file> lock;
  std::vector<load_root> roots;  // in load order: app, replacements, modules
  bool strict = false;           // the form's default
};

// Modules that come with the program, `org/module`: a lock may name them though no folder holds them.
inline constexpr std::string_view bundled_modules[] = {"wippy/terminal", "wippy/test"};

// True if the word names a path rather than a command: contains `/`, is `.` or `..`, or ends in .yaml or .yml.
bool names_a_path(std::string_view word) noexcept;

// Whether a folder without a lock has definition files to run: in its src/ or in itself.
bool defines_entries(const std::filesystem::path& folder);

// `troupe run`: the lock in `folder`. Without one no roots; definition files below it are then an error that says `try: troupe run .`
bundle find_bundle(const std::filesystem::path& folder, const host_config& config,
                   diagnostics& findings);

// `troupe run PATH`: a folder (a lock inside counts, else its src/, else itself), one definition file, or a pack.
bundle open_bundle(const std::filesystem::path& path, const host_config& config,
                   diagnostics& findings);

// `-l FILE` of the offline commands; a missing file is the error `lock file not found`.
bundle open_lock(const std::filesystem::path& lock, const host_config& config,
                 diagnostics& findings);

}  // namespace troupe::registry
