// The entries of a bundle for commands that only look at it: as a boot would register them, history included; nothing is started.
//
// Thread: the program's main thread. Errors: not_found without a lock, invalid with every finding as text.
#pragma once

#include "hosts/bundle_loader.hpp"
#include "registry/snapshot.hpp"

#include <string>

namespace troupe::hosts::cli {

// Empty `path` and `lock` mean the current folder's wippy.lock. `definitions_hint` is what to try where there is none, but
// definition files.
caf::expected<registry::snapshot> offline_entries(const std::string& path, const std::string& lock, const host_flags& flags,
                                                  const std::string& definitions_hint);

}  // namespace troupe::hosts::cli
