// Many steps, one transaction: what commits alone at the speed of the disk commits a hundred times faster together.
//
// Invariants: steps happen in the order given, each whole or not at all; a step is told of its success only after the commit.
// Thread:     the caller's; one at a time for an environment.
#pragma once

#include "runtime/journal/lmdb.hpp"

#include <functional>
#include <span>

namespace troupe::runtime::journal {

struct step {
  // Checks, then writes; may be called again in another transaction, so it keeps nothing from one. What it answers refuses this step
  // alone, and is allowed only before its first write. Runs on the committing thread.
  std::function<caf::error(write_txn&)> write;
  // None, or why the step was refused. Set by commit_group.
  caf::error result;
};

// Commits all steps, or answers why the environment cannot be written now (errc::unavailable): then nothing has happened, and the same
// steps can be tried again. A step whose write breaks the transaction for a reason of its own is refused like one that answers an error.
caf::error commit_group(lmdb& env, std::span<step> steps);

}  // namespace troupe::runtime::journal
