// The runtime configuration: everything that was decided before boot, in one immutable object.
//
// Low to high: built-in defaults (config/setting_table.cpp, one row a setting), defaults of a pack, files (`--config`, else `.wippy.yaml`
// or `troupe.yaml`), profiles, log flags, `--set`. Nested maps and literal dotted keys are the same thing: `shutdown.timeout`.
//
// Invariants: every setting of the table has a value of its type, so getters cannot fail.
// Thread:     immutable; share it as const.
#pragma once

#include "config/diagnostic.hpp"
#include "config/document.hpp"
#include "config/environment.hpp"
#include "config/log.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace troupe {

// What the command line gave, as it gave it; hosts/cli fills this in.
struct host_flags {
  std::vector<std::string> config_files;  // --config
  std::vector<std::string> profiles;      // --profile
  std::vector<std::string> settings;      // --set section.path=value
  std::vector<std::string> overrides;     // -o ns:name:path=value, commas split
  std::string memory_limit;               // -m
  std::string state_folder;               // --state
  bool verbose = false;
  bool very_verbose = false;
  bool console = false;
  bool silent = false;
  bool event_streams = false;
  bool profiler = false;
  bool watch = false;
};

// One change to an entry before it reaches the registry.
struct entry_override {
  std::string key;  // ns:name:path as given; registry/pipeline takes it apart
  document value;
};

// Entries to leave out; patterns as in registry/pattern.hpp.
struct disable_rules {
  std::vector<std::string> namespaces;
  std::vector<std::string> entries;
  std::vector<std::pair<std::string, std::vector<std::string>>> meta;

  bool empty() const noexcept { return namespaces.empty() && entries.empty() && meta.empty(); }
};

// `workspace.replacements`; an empty path switches a replacement of the lock off.
struct module_replacement {
  std::string module;
  std::filesystem::path path;
};

class host_config {
public:
  // Built-in defaults alone.
  host_config();

  // Reads files and flags; relative paths of `flags` are taken from `folder`. Problems go to `findings`: with an error among them the
  // answer is still usable (defaults stand in), but the caller should print and stop.
  static host_config load(const host_flags& flags, const std::filesystem::path& folder,
                          const environment& env, diagnostics& findings,
                          const document& pack_defaults = {});

  // Typed reads by dotted key. The key must stand in the table of settings with that type: anything else is a broken invariant.
  bool boolean(std::string_view key) const;
  int64_t integer(std::string_view key) const;
  double number(std::string_view key) const;
  std::string string(std::string_view key) const;
  std::chrono::nanoseconds duration(std::string_view key) const;
  uint64_t bytes(std::string_view key) const;
  std::vector<std::string> strings(std::string_view key) const;

  // Any key, known to the table or not: null if nobody set it. For sections that others define (`otel.*`, `extensions.*`).
  const document* raw(std::string_view key) const noexcept;

  // Dotted keys that a file, profile or flag set, sorted.
  const std::map<std::string, document, std::less<>>& set_keys() const noexcept { return values_; }
  bool is_set(std::string_view key) const noexcept { return values_.find(key) != values_.end(); }

  const std::vector<entry_override>& overrides() const noexcept { return overrides_; }
  const disable_rules& disable() const noexcept { return disable_; }
  const std::vector<module_replacement>& replacements() const noexcept { return replacements_; }

  // The files that were read, first one first; the folder of the first anchors relative paths.
  const std::vector<std::filesystem::path>& files() const noexcept { return files_; }
  const std::filesystem::path& folder() const noexcept { return folder_; }

  const host_flags& flags() const noexcept { return flags_; }
  log::options log_options() const;
  uint64_t memory_limit_bytes() const noexcept { return memory_limit_bytes_; }

  // `relay.node_name`, else WIPPY_NODE_ID, else WIPPY_RELAY_NODE_NAME, else derived from machine and folder.
  const std::string& node_name() const noexcept { return node_name_; }

private:
  const document& value(std::string_view key) const;

  std::map<std::string, document, std::less<>> values_;
  std::vector<entry_override> overrides_;
  disable_rules disable_;
  std::vector<module_replacement> replacements_;
  std::vector<std::filesystem::path> files_;
  std::filesystem::path folder_;
  host_flags flags_;
  uint64_t memory_limit_bytes_ = uint64_t{1} << 30;
  std::string node_name_;
};

}  // namespace troupe
