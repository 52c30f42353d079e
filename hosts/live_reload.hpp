// The ways in which a running program is told to take its files over: the control socket, SIGHUP, the files themselves.
//
// All of them meet in the registry's keeper, which does one at a time (hosts/reload).
// Thread: request, hangup and watch from any; answers and what is logged come from the keeper's.
#pragma once

#include "actors/local_node.hpp"
#include "hosts/file_watch.hpp"
#include "hosts/reload.hpp"

#include <caf/actor.hpp>

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>

namespace troupe::hosts {

// Tells of it in the log: a refused one as errors.
void log_reload(const reload_report& what, const std::string& author);

class live_reload {
public:
  // `state` is troupe's own folder, which is no file of the bundle. Outlives whatever the keeper still has to do for it.
  live_reload(actors::local_node& node, caf::actor keeper, bundle_request how, const loaded_bundle& loaded, std::filesystem::path state);

  void request(reload_order order, std::function<void(const reload_report&)> done);

  // As SIGHUP asks: the outcome goes to the log.
  void hangup();

  // From now on changed files are taken over by themselves. Errors: unavailable.
  caf::error watch();
  void stop_watching();

private:
  void take_over(const std::string& author);
  caf::error watch_files();
  std::vector<stale_code> old_code(const registry::snapshot& entries) const;

  actors::local_node& node_;
  const caf::actor keeper_;
  const std::filesystem::path state_;
  reloader reloader_;
  std::atomic<bool> asked_{false};  // the files changed, and the keeper knows of it
  std::mutex guard_;
  bool stopped_ = false;
  std::vector<std::filesystem::path> watched_;
  std::unique_ptr<file_watch> watch_;  // last: its thread ends first
};

}  // namespace troupe::hosts
