// Entries as Lua code sees them: tables `{id, kind, meta, data}` (registry.md section 3).
//
// Thread: any; a snapshot is immutable.
#pragma once

#include "config/document.hpp"
#include "registry/snapshot.hpp"
#include "runtime/value.hpp"

#include <functional>
#include <optional>
#include <string_view>

namespace troupe::actors {

std::optional<runtime::value> get_entry(const registry::snapshot& entries, std::string_view id);

// A list of those entries that the reader may see; unknown filter keys are ignored with a log warning.
runtime::value find_entries(const registry::snapshot& entries, const document& filter,
                            const std::function<bool(const entry_id&)>& may_see);

}  // namespace troupe::actors
