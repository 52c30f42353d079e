// What happens to entries between loading and registration: override, disable, link, override again (registry.md section 1.4).
#pragma once

#include "config/diagnostic.hpp"
#include "config/host_config.hpp"
#include "registry/entry.hpp"

#include <vector>

namespace troupe::registry {

// The whole pipeline, in place. Errors stop a boot; unresolved requirements are warnings.
void run_pipeline(std::vector<entry>& entries, const host_config& config, diagnostics& findings);

// Overrides of entries that come while the program runs: those that name others are passed over.
void apply_known_overrides(std::vector<entry>& entries, const std::vector<entry_override>& overrides,
                           diagnostics& findings);

// Its steps. Entries are found by id; `entries` may be in any order.
void apply_overrides(std::vector<entry>& entries, const std::vector<entry_override>& overrides,
                     diagnostics& findings);
void disable_entries(std::vector<entry>& entries, const disable_rules& rules,
                     diagnostics& findings);

}  // namespace troupe::registry
