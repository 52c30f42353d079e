// One run of a bundle: wiring, boot, launch, shutdown. Rules live in the folders to the left.
//
// Thread: the program's main thread. Members are destroyed in reverse order, which is the order in which they may go.
#pragma once

#include "actors/coordinator.hpp"
#include "actors/local_node.hpp"
#include "actors/registry_keeper.hpp"
#include "hosts/bundle_loader.hpp"
#include "hosts/command.hpp"
#include "hosts/console.hpp"
#include "hosts/durable.hpp"
#include "hosts/control/requests.hpp"
#include "hosts/control/server.hpp"
#include "hosts/kinds/kinds.hpp"
#include "hosts/live_reload.hpp"
#include "hosts/log_events.hpp"
#include "hosts/program_store.hpp"
#include "hosts/registry_observer.hpp"
#include "hosts/run_time_modules.hpp"
#include "hosts/shutdown.hpp"
#include "hosts/state_folder.hpp"
#include "hosts/thread_pool.hpp"
#include "registry/catalogue.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace troupe::hosts {

struct launch_request {
  std::string command;   // a named command; "" for none
  std::string entry;     // -x ns:name
  std::string host;      // --host
  bool main_command = false;  // run the bundle's `main: true` command if there is one
  bool bare = false;          // the command's name stood alone, where a path might have
  bool from_pack = false;     // without a name its only command is meant
  bool ignore_history = false;  // --ignore-history
  std::vector<std::string> arguments;

  bool wanted() const noexcept { return !command.empty() || !entry.empty() || main_command; }
};

class application {
public:
  // `how`: what the bundle was loaded by, for a reload.
  application(bundle_request how, loaded_bundle bundle, launch_request launch, std::optional<state_folder> state);
  ~application();

  // Boots, runs until the end is requested, shuts down. Answers the exit code; errors are printed.
  int run();

private:
  enum class start_outcome : uint8_t { pending, all, not_all };

  caf::error boot();
  void keep_chunks() const;
  void open_control();
  void order_service(actors::service_order what, const entry_id& id, int tries);
  void open_reload();
  void close_reload();
  void start_services();
  caf::error launch();
  registry::snapshot entries() const;
  caf::expected<command> choose_command() const;
  caf::expected<std::string> choose_host() const;
  caf::error check_launched(const std::string& entry) const;
  caf::error wait_for_host(const std::string& id) const;
  std::string nearest_host(const std::string& id) const;
  bool starts_by_itself(const std::string& id) const;
  void tell_who_stops();
  bool stop_services();
  void stop_functions();
  void await_actors();
  void ended(const runtime::outcome& result);
  static int exit_code_of(const runtime::outcome& result, std::string_view launched, const registry::snapshot& entries,
                          console& terminal);

  bundle_request how_;
  loaded_bundle bundle_;
  launch_request launch_;
  std::optional<state_folder> state_;
  shutdown shutdown_;
  console console_;
  caf::actor_system_config system_config_;
  std::unique_ptr<caf::actor_system> system_;
  watchdog watchdog_;
  std::unique_ptr<thread_pool> function_workers_;
  program_store programs_;
  std::unique_ptr<actors::local_node> node_;
  durable journal_;
  std::unique_ptr<kind_environment> around_;
  registry::kind_table kinds_;
  std::vector<std::unique_ptr<service_kind>> service_kinds_;
  run_time_modules modules_;
  std::unique_ptr<registry::catalogue> catalogue_;  // the keeper's, once it is there
  std::unique_ptr<registry_observer> observer_;
  std::string launched_;              // the entry of the launched process
  registry::snapshot launched_from_;  // the entries when the launched process began
  caf::actor coordinator_;
  caf::actor keeper_;
  std::unique_ptr<log_events> log_events_;  // null unless it was asked for
  std::unique_ptr<live_reload> reload_;
  std::unique_ptr<control::requests> control_requests_;
  std::unique_ptr<control::server> control_;
  std::atomic<bool> hides_logs_{false};
  std::atomic<start_outcome> started_{start_outcome::pending};
};

}  // namespace troupe::hosts
