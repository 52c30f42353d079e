// Workflows as people look for them: by the names that people use, the newest first.
//
// Thread: any; whoever asks brings a transaction. Errors: as the store's, and those that a function names.
#pragma once

#include "runtime/workflow/store.hpp"

#include <functional>
#include <string_view>
#include <vector>

namespace troupe::runtime::workflow {

struct found_workflow {
  uint64_t chain = 0;
  chain_row row;
};

// By `{host|id}`, where the host may be a worker's name without its client's, by `host|id`, or by the id alone. Errors: not_found; conflict if
// several hosts have a workflow of that id.
caf::expected<found_workflow> look_up(const store& in, const journal::read_txn& txn, std::string_view name);

// The newest run of each workflow, until `take` answers false; only those that began before the run `before`, if it is not 0.
using take_workflow = std::function<bool(uint64_t run, const chain_row& chain, const run_row& row)>;
caf::error each_workflow(const store& in, const journal::read_txn& txn, uint64_t before, const take_workflow& take);

// The runs of a workflow that are still kept, the newest first, at most so many.
caf::expected<std::vector<numbered_run>> runs_of(const store& in, const journal::read_txn& txn, const found_workflow& whose, size_t most);

}  // namespace troupe::runtime::workflow
