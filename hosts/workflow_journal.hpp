// The journal of workflows, for a look from outside: beside a host that runs, or without one.
//
// Thread: the caller's. Nothing is written.
#pragma once

#include "config/host_config.hpp"
#include "runtime/workflow/store.hpp"

#include <caf/expected.hpp>

#include <filesystem>
#include <memory>

namespace troupe::hosts {

struct workflow_journal {
  std::unique_ptr<runtime::journal::lmdb> env;
  std::unique_ptr<runtime::workflow::store> tables;
};

// Errors: not_found if no workflow has ever run there, else LMDB's, all naming the folder.
caf::expected<workflow_journal> read_workflow_journal(const std::filesystem::path& folder);

}  // namespace troupe::hosts
