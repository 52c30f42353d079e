// The registry itself: the entries in force, their versions, and the one way to change them.
//
// Invariants: `current` always equals the baseline plus the change sets up to the head; a refused change leaves no trace.
// Thread:     booted before anyone else knows it, then owned by one actor (actors/registry_keeper), which hands out snapshots.
#pragma once

#include "registry/history.hpp"
#include "registry/kinds.hpp"
#include "registry/snapshot.hpp"
#include "registry/transaction.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace troupe::registry {

// Who asks for a change.
struct change_origin {
  std::string author = {};
  change_source source = change_source::program;
  // The version that the change was worked out against: another head refuses it (Conflict). Nothing: whatever is there.
  std::optional<version_number> expected_head = {};
};

class catalogue {
public:
  // The table outlives the catalogue; its handlers may be added until `boot`.
  explicit catalogue(const kind_table& kinds,
                     std::unique_ptr<history> past = make_memory_history());

  void observe(transaction_observer& observer) { observers_.push_back(&observer); }

  // What programs say of `ns.dependency` entries concerns their modules from now on (registry/expansion); what the files say does not, as
  // there the lock says which modules are loaded. The source outlives the catalogue.
  void expand_with(module_source& modules) { modules_ = &modules; }

  // Applies the baseline and what history holds up to its head, as one transaction. Warnings and errors with file and line go to
  // `findings`; the error's text is fit for `failed to load state: ...`. History that does not fit the files is left as it is.
  caf::error boot(const std::vector<entry>& baseline, diagnostics& findings);

  // Applies a change set to the current state: a new version, or the reasons. No operations: Invalid `no changes to apply`.
  caf::expected<version_ptr> apply(const change_set& operations, change_origin origin,
                                   diagnostics& findings);
  caf::expected<version_ptr> apply(const change_set& operations, change_origin origin = {});

  // Moves along the tree of versions; makes no version.
  caf::error apply_version(version_number number, diagnostics& findings);
  caf::error apply_version(version_number number);

  // Checks a change set without touching anything: for `reload --dry-run` and lint.
  caf::error check(const change_set& operations, diagnostics& findings) const;

  const snapshot& current() const noexcept { return current_; }
  const snapshot& baseline() const noexcept { return baseline_; }  // v0: the files
  version_ptr current_version() const { return past_->get(past_->head()); }
  const history& past() const noexcept { return *past_; }
  std::shared_ptr<const history> shared_past() const noexcept { return past_; }
  const kind_table& kinds() const noexcept { return kinds_; }

private:
  caf::expected<change_set> expanded(const change_set& operations, change_source from, diagnostics& findings) const;

  const kind_table& kinds_;
  module_source* modules_ = nullptr;
  std::shared_ptr<history> past_;
  version_number first_own_ = 0;  // versions from here on were made by this run
  std::vector<transaction_observer*> observers_;
  snapshot baseline_;
  snapshot current_;
};

}  // namespace troupe::registry
