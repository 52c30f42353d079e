// Entries as the handlers of their kinds read them: with values of the environment where the author wrote placeholders.
//
// Invariant: the entry itself keeps the text as written; its decoded form hangs on it (entry::decoded), so that an operation that is undone
//            offers what was offered before, whatever the variables hold by then.
// Thread:    pure functions, but for what the variables' storages read.
#pragma once

#include "config/diagnostic.hpp"
#include "registry/changeset.hpp"
#include "registry/kinds.hpp"
#include "registry/snapshot.hpp"

#include <set>

namespace troupe::registry {

struct decoded_entries {
  bool any = false;               // some operations hold other entries than before
  std::set<entry_id> unreadable;  // they name an unset variable without a default
};

// Gives the entries that `operations` make their decoded form, before anything checks them: a lone placeholder may then be the number that a
// field wants. `after` is the state as it would be, whose `env.*` entries hold the values. Kinds without a handler are data and stay as they
// are. Findings say where a variable is missing.
decoded_entries decode(change_set& operations, const snapshot& after, const kind_table& kinds, diagnostics& findings);

}  // namespace troupe::registry
