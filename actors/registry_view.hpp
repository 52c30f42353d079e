// Entries as Lua code sees them: tables `{id, kind, meta, data}` (registry.md section 3).
//
// Thread: any; a snapshot is immutable.
#pragma once

#include "config/document.hpp"
#include "registry/snapshot.hpp"
#include "runtime/value.hpp"

#include <optional>
#include <string_view>

namespace troupe::actors {

std::optional<runtime::value> get_entry(const registry::snapshot& entries, std::string_view id);

// A list of entries; unknown filter keys are ignored with a log warning.
runtime::value find_entries(const registry::snapshot& entries, const document& filter);

}  // namespace troupe::actors
