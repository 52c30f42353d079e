// The tree of versions and the change sets between them. In memory here; a store that survives restarts is injected.
//
// Invariants: numbers are never reused; v0 is the baseline of the files, without changes; a version never changes.
// Thread:     the registry's.
#pragma once

#include "config/errc.hpp"
#include "registry/changeset.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace troupe::registry {

using version_number = uint64_t;

struct version {
  version_number number = 0;
  version_number parent = 0;  // v0 is its own parent
  change_set changes;
  std::chrono::system_clock::time_point made_at;
  std::string author;  // who asked: an actor, `reload`, ...
};

using version_ptr = std::shared_ptr<const version>;

class history {
public:
  virtual ~history() = default;

  virtual caf::error append(version_ptr made) = 0;  // and moves the head to it
  virtual caf::error move_head(version_number head) = 0;

  virtual version_number head() const = 0;
  virtual version_number next_number() const = 0;
  virtual version_ptr get(version_number number) const = 0;  // null if unknown
  virtual std::vector<version_ptr> versions() const = 0;     // oldest first, v0 included
};

// Forgets at exit: the default.
std::unique_ptr<history> make_memory_history();

// The versions from the first change down to `number`; v0 is not among them.
caf::expected<std::vector<version_ptr>> path_from_root(const history& tree, version_number number);

// The state of a version: a baseline and the change sets on the way to it.
caf::expected<snapshot> replay(const history& tree, version_number number,
                               const snapshot& baseline);

// The newest child of a version, null if it has none.
version_ptr newest_child(const history& tree, version_number parent);

// Entries made by run-time changes alone, as `snapshot_at` of the platform answers: fails (Internal) if a change needs the baseline.
caf::expected<snapshot> rebuild(const history& tree, version_number number);

}  // namespace troupe::registry
