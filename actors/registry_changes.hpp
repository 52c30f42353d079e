// What the registry's keeper is asked, and answers.
//
// Thread: callbacks run on the keeper's thread, after the version they tell of was published; keep them short.
#pragma once

#include "config/diagnostic.hpp"
#include "registry/catalogue.hpp"

#include <caf/allowed_unsafe_message_type.hpp>

#include <functional>

namespace troupe::actors {

struct change_outcome {
  caf::error problem;           // none: it was applied
  registry::version_ptr made;   // the version in force afterwards; null after a problem
  diagnostics findings;         // errors with file and line, and warnings, which a change that was applied may have, too
};

using change_answer = std::function<void(const change_outcome&)>;

// To the keeper; local only. Applies a change set to whatever is in force when its turn comes. `done` may be null.
struct apply_changes {
  registry::change_set changes;
  registry::change_origin origin;
  change_answer done;
};

// To the keeper; local only. Moves along the tree of versions.
struct apply_version {
  registry::version_number number = 0;
  change_answer done;
};

// To the keeper; local only. Whatever needs the catalogue between two changes: work out a difference and apply it in the same turn,
// check one without applying it. It may take as long as a change may.
struct use_registry {
  std::function<void(registry::catalogue&)> work;
};

}  // namespace troupe::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::apply_changes)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::apply_version)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::use_registry)
