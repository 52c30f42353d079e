// What the processes of one node share: names, timers, hosts, functions, the registry's current version.
//
// Ownership: made and destroyed by hosts/application, which stops every pool before. Thread: any, unless a member says otherwise.
#pragma once

#include "actors/blocking_threads.hpp"
#include "actors/calls.hpp"
#include "actors/env_table.hpp"
#include "actors/event_bus.hpp"
#include "actors/host_settings.hpp"
#include "actors/lock_table.hpp"
#include "actors/names.hpp"
#include "actors/policy_table.hpp"
#include "actors/process.hpp"
#include "actors/process_host.hpp"
#include "actors/registry_changes.hpp"
#include "actors/service_orders.hpp"
#include "actors/timers.hpp"
#include "actors/volume.hpp"
#include "config/clock.hpp"
#include "config/metrics.hpp"
#include "registry/published.hpp"
#include "runtime/effect.hpp"

#include <caf/actor_system.hpp>

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <shared_mutex>
#include <string>
#include <unordered_map>
#include <vector>

namespace troupe::actors {

class function_pool;
class workflows;

// Who knows the code of entries: the kind handlers for Lua (hosts/kinds).
class program_source {
public:
  virtual ~program_source() = default;
  // Errors: not_found, unavailable.
  virtual caf::expected<std::shared_ptr<const runtime::lua::program>> process_program(std::string_view entry) = 0;
  // The same of a workflow.
  virtual caf::expected<std::shared_ptr<const runtime::lua::program>> workflow_program(std::string_view entry) { return process_program(entry); }
  // Null if nobody handles calls of that entry.
  virtual std::shared_ptr<function_pool> functions(std::string_view entry) = 0;
  // `meta.default_host` of a process that may be called like a function; "" if there is none.
  virtual std::string default_host(std::string_view entry) = 0;
  // `meta.options` of an entry that may be called; null if there is none.
  virtual document call_options(std::string_view entry) = 0;
  // Code that a program made up at run time, in a pool of its own that serves one call. Errors: invalid, not_found.
  virtual caf::expected<std::shared_ptr<function_pool>> evaluation(const runtime::eval_request& what, std::string_view asking) = 0;
};

class local_node {
public:
  local_node(caf::actor_system& system, const clock_source& clock, program_source& programs);
  ~local_node();

  caf::actor_system& system() noexcept { return system_; }
  const clock_source& clock() const noexcept { return clock_; }
  actors::names& names() noexcept { return names_; }
  actors::timers& timers() noexcept { return timers_; }
  program_source& programs() noexcept { return programs_; }
  env_table& variables() noexcept { return variables_; }
  metrics& measurements() noexcept { return measurements_; }
  policy_table& policies() noexcept { return policies_; }
  event_bus& bus() noexcept { return bus_; }
  lock_table& locks() noexcept { return locks_; }
  volume_table& volumes() noexcept { return volumes_; }
  // Where calls go that wait for the disk.
  blocking_threads& waiting() noexcept { return waiting_; }
  host_settings& settings() noexcept { return settings_; }

  // Null until there is a durable host.
  workflows* durable() const noexcept { return workflows_.load(std::memory_order_acquire); }
  void set_durable(workflows* engine) noexcept { workflows_.store(engine, std::memory_order_release); }

  // Hosts by entry id.
  void add_host(std::shared_ptr<process_host> host);
  // Nobody finds it any more; nothing if another one took its place.
  void remove_host(const process_host& which);
  std::shared_ptr<process_host> find_host(std::string_view id) const;
  // All of them, by id.
  std::vector<std::shared_ptr<process_host>> hosts() const;
  // Whether that is a host of workflows which does not run: never started, or stopped.
  bool durable_host_rests(std::string_view host) const;

  // Starts a process for `parent`, who may be nobody. The new one answers `started`, and `ended` if wanted. Errors, before anything was
  // started: not_found `host not found`, `process not found: <id>`, unavailable `host is not running`.
  // `crashed` takes over what there is to say of a crash; without it the process logs it itself.
  caf::expected<process_id> spawn(runtime::spawn_request& request, process_id parent, answer_to started, answer_to ended,
                                  crash_sink crashed = {}, std::shared_ptr<const code_rule> on_update = {});

  // Tells the processes that asked for it that these entries changed.
  void announce_change(const std::vector<std::string>& entries);

  // Whether the process goes on with code that its entry, or a library, no longer has, and nobody is about to change that.
  bool runs_old_code(const process& which);

  // Calls a function, or a process with a default host. Errors as above, `no handler registered for target`.
  caf::expected<callee> call(runtime::call_request& request, process_id caller, answer_to ended);

  // Tells a callee that nobody waits any more: CANCEL `caller context canceled`, or it never begins. Best effort.
  void cancel_call(const callee& whom, process_id caller);

  // Says once for each name that a call option means nothing here.
  void note_ignored_option(const std::string& option);

  // Does something that takes no time, on the timers' thread, once `delay` has passed.
  void after(std::chrono::nanoseconds delay, std::function<void()> chore);

  // Delivers an outcome to whoever waits. Takes the place of a reply when the answer comes later.
  void answer(const answer_to& whom, process_id from, runtime::outcome result);

  // The version of the registry that is in force; null before boot.
  std::shared_ptr<const registry::published> published() const { return std::atomic_load(&published_); }
  std::shared_ptr<const registry::snapshot> entries() const;
  void publish(registry::published now);

  // Ask the registry's keeper, which answers on its own thread. Set once, before any process.
  std::function<void(apply_changes)> change_registry;
  std::function<void(apply_version)> move_registry;

  // Gives the coordinator an order; what comes of it is logged if it is not as ordered. Set once, before any process.
  std::function<void(service_order what, const entry_id& service)> order_service;

  // system.exit and the end of a terminal process. Set once, before any process.
  std::function<void(int code)> request_exit;

  // Asks the coordinator how the services do; it answers on its own thread. Set once, before any process.
  std::function<void(std::function<void(std::vector<service_report>)> answer)> ask_services;

  // Asks a supervisor of a tree, by way of the coordinator. Set once, before any process.
  std::function<void(actors::ask_tree question)> ask_tree;

private:
  void timer_fired(process_id who, runtime::ticket timer, bool repeats);
  caf::error nobody_answers(const std::string& function) const;

  caf::actor_system& system_;
  const clock_source& clock_;
  program_source& programs_;
  std::atomic<workflows*> workflows_{nullptr};
  actors::names names_;
  actors::timers timers_;
  mutable std::shared_mutex hosts_guard_;
  std::map<std::string, std::shared_ptr<process_host>, std::less<>> hosts_;
  std::shared_ptr<const registry::published> published_;
  std::mutex chores_guard_;
  std::unordered_map<runtime::ticket, std::function<void()>> chores_;  // timers of nobody
  runtime::ticket last_chore_ = 0;
  std::set<std::string> ignored_options_;
  env_table variables_;
  metrics measurements_;
  policy_table policies_;
  event_bus bus_;
  lock_table locks_{[this](process_id who) { return static_cast<bool>(names_.find(who)); }};
  host_settings settings_;
  volume_table volumes_;
  blocking_threads waiting_;
};

}  // namespace troupe::actors
