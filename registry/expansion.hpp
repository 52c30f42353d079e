// What a change of `ns.dependency` entries means while the program runs: the entries of the modules that they name come, change or go with
// it, in the same transaction.
//
// Invariants: what the change itself says about an entry holds; history records the change alone, and whoever replays it expands it again;
//             a module goes when the last dependency that leads to it from the app goes.
// Thread:     plain functions; the source is asked on the caller's.
#pragma once

#include "config/diagnostic.hpp"
#include "registry/changeset.hpp"
#include "registry/module_places.hpp"

#include <caf/expected.hpp>

#include <optional>
#include <string>
#include <vector>

namespace troupe::registry {

// Where the entries of modules come from.
class module_source {
public:
  virtual ~module_source() = default;

  // The module's entries in a version that serves all who want it, marked as its own, not linked yet. Nothing if that cannot be had: the
  // findings say why.
  virtual std::optional<std::vector<entry>> load(const std::string& module, const std::vector<wanted_version>& wanted,
                                                 diagnostics& findings) = 0;

  // The configuration's last word about linked entries.
  virtual void override_linked(std::vector<entry>& entries, diagnostics& findings) = 0;
};

// The operations and, after them, those on the entries of modules. Without a source, or without an `ns.dependency` among them, they are all
// there is. Errors: `dependency resolution failed: ...`, every reason with its place; what `simulate` says.
caf::expected<change_set> expand_dependencies(const change_set& operations, const snapshot& before, module_source* source,
                                              diagnostics& findings);

}  // namespace troupe::registry
