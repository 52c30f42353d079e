// One change set offered to the handlers: all of it, or none.
//
// Invariants: the answer is the state after, or the state before with every accepted operation undone; never anything between.
// Thread:     the registry's; handlers and observers are called on it, one at a time.
#pragma once

#include "config/diagnostic.hpp"
#include "registry/changeset.hpp"
#include "registry/kinds.hpp"
#include "registry/snapshot.hpp"

#include <functional>
#include <vector>

namespace troupe::registry {

// Hears what happens, cannot refuse: the event bus, the supervisors' coordinator.
class transaction_observer {
public:
  virtual ~transaction_observer() = default;
  virtual void begun() {}
  virtual void accepted(const operation&) {
  }  // also inverse ones, while a transaction is rolled back
  virtual void committed(const snapshot& /*before*/, const snapshot& /*after*/, const change_set&) {
  }
  virtual void discarded(const caf::error& /*why*/) {}
};

// The state after `operations`, had every handler accepted; operations that miss an entry wait for those that make it.
caf::expected<snapshot> simulate(const change_set& operations, const snapshot& before);

// Checks the entries that `operations` make, against the state as it would be; every finding at once.
void validate(const change_set& operations, const snapshot& before, const snapshot& after,
              const kind_table& kinds, diagnostics& findings);

struct judged_changes {
  change_set ordered;  // dependencies first, with their entries decoded (registry/decoding)
  snapshot after;
};

// All that comes before anything happens: orders the operations, simulates them, decodes what they make, validates it. Errors: simulate's;
// what is wrong with entries goes to findings.
caf::expected<judged_changes> judge(const change_set& operations, const snapshot& before, const kind_table& kinds, diagnostics& findings);

// Runs the whole: order, simulate, validate, dispatch, commit; or roll back. `record` is called after every handler has committed and may
// still refuse: it writes the version to history. Findings get warnings also where the transaction succeeds.
caf::expected<snapshot> run_transaction(const change_set& operations, const snapshot& before,
                                        const kind_table& kinds,
                                        const std::vector<transaction_observer*>& observers,
                                        diagnostics& findings,
                                        const std::function<caf::error()>& record = {});

}  // namespace troupe::registry
