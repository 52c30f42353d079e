// The registry's history in an LMDB environment of its own: what was changed at run time outlives the program.
//
// Invariants: a version and the head that names it are written by one transaction, on the disk before `append` answers; numbers are
// never reused. Versions stay in memory as well, where readers find them.
// Thread: as registry::history says.
// Errors: unavailable when the disk is full or fails; then nothing has changed. Opening: invalid for another format, or for a record that
// cannot be read (nothing is deleted).
// See:    format.md.
#pragma once

#include "registry/history.hpp"

#include <filesystem>
#include <memory>

namespace troupe::runtime::journal {

// A copy to look at, also while another program writes it; changes of it are refused. A folder without a history: not_found.
caf::expected<std::unique_ptr<registry::history>> read_registry_history(const std::filesystem::path& folder, size_t map_bytes = size_t{1} << 36);

caf::expected<std::unique_ptr<registry::history>> open_registry_history(const std::filesystem::path& folder, size_t map_bytes = size_t{1} << 36);

}  // namespace troupe::runtime::journal
