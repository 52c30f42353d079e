// Which history the registry of a bundle keeps, as its runtime configuration says (registry.md sections 2 and 6).
//
// Thread: the caller's.
#pragma once

#include "config/host_config.hpp"
#include "registry/history.hpp"
#include "registry/snapshot.hpp"

#include <caf/expected.hpp>

#include <filesystem>
#include <memory>

namespace troupe::hosts {

// What every complaint about a history that does not fit ends with.
inline constexpr const char* ignore_history_advice = "--ignore-history starts from the files alone, nothing is deleted";

// The folder of a history that survives restarts: `registry.history_path`, by default `registry` among troupe's own files.
std::filesystem::path history_folder(const host_config& config, const std::filesystem::path& state);

// The history to go on with. `ignored`: from v0, whatever it holds. Errors: unavailable, invalid, internal, naming the folder.
enum class past_use : uint8_t { restored, ignored };
caf::expected<std::unique_ptr<registry::history>> open_past(const host_config& config, const std::filesystem::path& state, past_use how);

// The entries that a boot would reach from these files, for a look at a bundle that need not run. Writes nothing.
caf::expected<registry::snapshot> with_past(const host_config& config, const std::filesystem::path& state, const registry::snapshot& files,
                                            registry::module_source& modules);

}  // namespace troupe::hosts
