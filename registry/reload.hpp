// What changed files mean for the registry in force: a three-way comparison, entry by entry (troupe.md section 9).
//
// Thread: pure functions over immutable snapshots.
#pragma once

#include "registry/changeset.hpp"
#include "registry/snapshot.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace troupe::registry {

// Who decides about an entry that the files and the running program have changed to different values.
enum class conflict_rule : uint8_t { run_time_wins, files_win };

struct reload_conflict {
  entry_id id;
  entry_ptr base;      // null: the files did not have it
  entry_ptr files;     // null: they no longer have it
  entry_ptr run_time;  // null: removed at run time
};

struct reload_plan {
  change_set operations;                   // lead from the current state to the one wanted; not yet ordered
  std::vector<reload_conflict> conflicts;  // decided as the rule says; by id
  size_t kept = 0;                         // entries that only the running program has changed
};

// `base` is what the files said when they were last taken over, `files` what they say now.
reload_plan plan_reload(const snapshot& base, const snapshot& files, const snapshot& current, conflict_rule rule);

}  // namespace troupe::registry
