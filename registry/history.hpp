// The tree of versions and the change sets between them. In memory here; a store that survives restarts is injected.
//
// Invariants: numbers are never reused; v0 is the baseline of the files, without changes; a version never changes.
// Thread:     append and move_head on the registry's; what reads from any.
#pragma once

#include "config/errc.hpp"
#include "registry/changeset.hpp"
#include "registry/expansion.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <vector>

namespace troupe::registry {

using version_number = uint64_t;

// Where a change comes from: a program that runs, or the definition files, read again.
enum class change_source : uint8_t { program, files };

struct version {
  version_number number = 0;
  version_number parent = 0;  // v0 is its own parent
  change_set changes;
  std::chrono::system_clock::time_point made_at;
  std::string author;  // who asked: a process, `reload`, ...
  change_source source = change_source::program;
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

// What every history has in memory, wherever else it writes: its versions, for readers of any thread.
class known_versions : public history {
public:
  version_number head() const override;
  version_number next_number() const override;
  version_ptr get(version_number number) const override;
  std::vector<version_ptr> versions() const override;

protected:
  enum class keeps : uint8_t { all, newest };  // newest: beside v0

  void know(version_ptr made);
  // Knows it and makes it the head, in one step for readers.
  void advance(version_ptr made, keeps what = keeps::all);
  void point_to(version_number head);

private:
  mutable std::shared_mutex guard_;
  std::map<version_number, version_ptr> versions_;
  version_number head_ = 0;
  version_number next_ = 0;
};

// Forgets at exit: the default.
std::unique_ptr<history> make_memory_history();

// Knows v0 and the version in force alone: `registry.enable_history: false`.
std::unique_ptr<history> make_no_history();

// The versions from the first change down to `number`; v0 is not among them.
caf::expected<std::vector<version_ptr>> path_from_root(const history& tree, version_number number);

// What a replay knows beside history and baseline.
struct replay_options {
  // Versions below it are of an earlier run; what they took from the files is taken from the baseline again, which holds the files as they
  // are now.
  version_number first_own = 0;
  module_source* modules = nullptr;  // none: dependencies are replayed as mere entries
};

// The state of a version: a baseline and the change sets on the way to it. What a dependency could not bring is told in the findings, too.
caf::expected<snapshot> replay(const history& tree, version_number number, const snapshot& baseline,
                               const replay_options& how, diagnostics& findings);
caf::expected<snapshot> replay(const history& tree, version_number number, const snapshot& baseline);

// The newest child of a version, null if it has none.
version_ptr newest_child(const history& tree, version_number parent);

// Entries made by run-time changes alone, as `snapshot_at` of the platform answers: fails (Internal) if a change needs the baseline.
caf::expected<snapshot> rebuild(const history& tree, version_number number);

}  // namespace troupe::registry
