// Where the entries of modules lie on disk: replacements, and the folder of modules with folders and packs in several versions.
//
// Thread: plain functions.
#pragma once

#include "registry/bundle.hpp"
#include "registry/version_constraint.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::registry {

// A folder in place of a module, whatever its version.
struct replacement {
  std::string module;  // org/module
  std::filesystem::path path;
  source_mark mark;
};

// The lock's in its order, then those that the configuration adds; the configuration has the last word. `lock` may be null.
std::vector<replacement> all_replacements(const lock_file* lock, const host_config& config);

// Nothing and a finding if its folder is not there.
std::optional<load_root> root_of(const replacement& what, diagnostics& findings);

// A module of a known version: its folder, its pack, its folder named by the version; the first that is there.
std::optional<load_root> vendored_root(const std::filesystem::path& vendor, const std::string& module, const std::string& version);

// What an `ns.dependency` asks for.
struct wanted_version {
  entry_id by;
  source_mark mark;
  std::string constraint;
};

// `org/module`, in characters that name a folder and nothing above it.
bool is_module_name(std::string_view text) noexcept;

// What of a module serves all who want it, for entries that ask while the program runs: its replacement, the version that the lock pins,
// else of those in the folder of modules the highest. A folder without a version in its name says it in its `wippy.yaml`.
//
// `lock` is where the lock lies or would lie; it is read anew. Nothing, and no finding: there is no trace of the module.
std::optional<load_root> find_module(const std::filesystem::path& lock, const host_config& config, const std::string& module,
                                     const std::vector<wanted_version>& wanted, diagnostics& findings);

// Whether a version serves all who want the module; an unknown one, "", serves those who take any. If not, a finding says who does not.
bool serves(const std::string& module, std::string_view version, const std::vector<wanted_version>& wanted, diagnostics& findings);

}  // namespace troupe::registry
