// Definition files to entries (registry.md sections 1.1 to 1.3).
//
// The unit of failure is the file. Leniently, a file with an error is dropped whole and its findings are warnings; strictly they are
// errors, and the caller stops after printing all of them.
#pragma once

#include "config/diagnostic.hpp"
#include "config/environment.hpp"
#include "config/yaml.hpp"
#include "registry/bundle.hpp"
#include "registry/entry.hpp"
#include "registry/source_files.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::registry {

enum class strictness : uint8_t { lenient, strict };

// How the findings of a file that was left out begin.
inline constexpr std::string_view dropped_file = "process file: ";

struct load_options {
  strictness mode = strictness::lenient;
  std::filesystem::path shown_from;               // paths in messages are relative to it
  std::vector<std::string> skipped_folders = {};  // see skipped_folder_names
  yaml_memory* known = nullptr;                   // for those who load again and again
};

struct loaded_entries {
  std::vector<entry> entries;  // by id; duplicates resolved
  size_t files = 0;            // definition files that were read
};

// node_modules, SKIP_TEST_DIRS and what the SKIP_*_TESTS variables name.
std::vector<std::string> skipped_folder_names(const environment& env);

// Files below a folder that may hold definitions, in load order.
std::vector<std::filesystem::path> definition_files(const std::filesystem::path& folder,
                                                    const std::vector<std::string>& skipped,
                                                    bool deep = true);

// Whether a file of that name may hold definitions.
bool is_definition_name(std::string_view name) noexcept;

// The entries of a folder, or of one file, of a file system, in load order, duplicates included; its root is the load root. Nothing is
// registered. Errors: the folder's or file's own. In a folder a file with an error is left out, with warnings; alone it is an error.
caf::expected<std::vector<entry>> load_folder(const source_files& files, const std::string& folder, const std::vector<std::string>& skipped,
                                              diagnostics& findings);
caf::expected<std::vector<entry>> load_file(const source_files& files, const std::string& file, diagnostics& findings);

// Everything a bundle defines, before the pipeline.
loaded_entries load_bundle(const bundle& app, const load_options& options, diagnostics& findings);

// The entries of one root, in load order, duplicates included.
std::vector<entry> load_root_entries(const load_root& root, const load_options& options,
                                     diagnostics& findings, size_t& files);

}  // namespace troupe::registry
