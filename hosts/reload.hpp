// Changed files become a new version of the registry: what `troupe reload`, SIGHUP and `--watch` do (troupe.md section 9).
//
// Invariants: a reload that is refused leaves everything as it was, and the next one compares with the same files as this one did.
// Thread:     the registry's, between two changes (actors::use_registry).
#pragma once

#include "hosts/bundle_loader.hpp"
#include "registry/catalogue.hpp"
#include "registry/reload.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace troupe::hosts {

struct reload_order {
  std::string author = "reload";  // `reload`, `SIGHUP`, `watch`
  bool dry_run = false;
  registry::conflict_rule rule = registry::conflict_rule::run_time_wins;
};

// Processes that go on with the code they were started with.
struct stale_code {
  std::string entry;
  size_t processes = 0;
  std::vector<std::string> services;  // whose restart changes that
};

struct reload_report {
  bool dry_run = false;
  caf::error problem;                 // refused: nothing has changed
  diagnostics findings;               // the reasons, with file and line, and warnings
  registry::snapshot before;          // the state that the plan starts from
  registry::reload_plan plan;
  bool files_won = false;             // how conflicts were decided
  registry::version_ptr made;         // null: refused, nothing to change, or a dry run
  std::vector<std::string> settings;  // that the configuration changed, and that only a start takes over
  std::vector<stale_code> old_code;
  std::chrono::nanoseconds took{};
};

class reloader {
public:
  // `how` and `loaded`: what was loaded at the start.
  reloader(bundle_request how, const loaded_bundle& loaded);

  reload_report reload(registry::catalogue& entries, const reload_order& order);

  // What the last reload read, or looked for: folders and single files.
  const std::vector<std::filesystem::path>& files_to_watch() const noexcept { return watched_; }

private:
  caf::expected<registry::snapshot> read(reload_report& made);
  void note_files(const loaded_bundle& loaded);
  void refuse_lost_folders(const loaded_bundle& loaded, diagnostics& findings) const;

  const bundle_request how_;
  const host_config running_;
  const bool strict_;
  registry::snapshot base_;                        // the files when they were last taken over; see undecided
  std::string lock_;                               // the lock file's text then
  std::vector<std::filesystem::path> roots_;       // those of them that were there
  std::vector<std::filesystem::path> watched_;
};

}  // namespace troupe::hosts
