// A bundle for commands that only look at it; nothing is started.
//
// Thread: the program's main thread. Errors: not_found without a lock, invalid with every finding as text.
#pragma once

#include "hosts/bundle_loader.hpp"
#include "registry/snapshot.hpp"

#include <filesystem>
#include <string>

namespace troupe::hosts::cli {

// What its files say. Empty `path` and `lock` mean the current folder's wippy.lock. `definitions_hint` is what to try where there is none,
// but definition files.
caf::expected<loaded_bundle> offline_bundle(const std::string& path, const std::string& lock, const host_flags& flags,
                                            const std::string& definitions_hint);

// Its entries as a boot would register them, with what programs have changed; where that no longer fits, a warning and the files alone.
caf::expected<registry::snapshot> offline_entries(const std::string& path, const std::string& lock, const host_flags& flags,
                                                  const std::string& definitions_hint);

// The same of a bundle that was loaded already.
registry::snapshot entries_with_past(const loaded_bundle& bundle, const std::filesystem::path& state);

}  // namespace troupe::hosts::cli
