// The entry kinds of this build: one file each, listed in table.cpp.
//
// Thread: handlers are called on the registry's thread.
#pragma once

#include "actors/durable_host.hpp"
#include "actors/local_node.hpp"
#include "actors/service.hpp"
#include "hosts/kinds/transacted.hpp"
#include "registry/kinds.hpp"
#include "registry/lifecycle.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace troupe::hosts {

class console;
class durable;
class program_store;
class thread_pool;
class watchdog;

// What the kinds work on. Outlives the registry.
struct kind_environment {
  actors::local_node& node;
  program_store& programs;
  console& terminal;
  watchdog& dog;
  durable& journal;
  std::vector<std::unique_ptr<registry::kind_handler>> handlers = {};  // of kinds that are no services
  // Where the sources of a module lie; nothing if that is no folder. Thread: the registry's.
  std::function<std::optional<std::filesystem::path>(const std::string& module)> module_folder = {};
  // Hosts whose entries are gone, with their pools, whose threads end with the last process: one that somebody still remembers may name them.
  // Thread: the coordinator's.
  std::vector<std::pair<std::shared_ptr<actors::process_host>, std::unique_ptr<actors::pool>>> retired_hosts = {};
  std::vector<std::pair<std::shared_ptr<actors::durable_host>, std::unique_ptr<actors::pool>>> retired_durable_hosts = {};
};

// Takes a host out of service whose entry is gone. Whoever is left on it ends there, on its threads. Thread: the coordinator's.
void retire_host(kind_environment& around, std::shared_ptr<actors::process_host> host, std::unique_ptr<thread_pool> pool);

// Kinds whose entries are services: a transaction changes a copy of the map, commit publishes it. A service stays the same object when its
// entry is updated: it may run, and what changes of it is up to `change`.
class service_kind : public registry::kind_handler {
public:
  using services = std::map<entry_id, std::shared_ptr<actors::service>>;

  void begin() override { services_.begin(); }
  caf::error create(const registry::entry& made) override {
    services_.working()[made.id] = make(made);
    return {};
  }
  caf::error update(const registry::entry& before, const registry::entry& after) override {
    const auto found = services_.working().find(after.id);
    return found == services_.working().end() ? create(after) : change(found->second, before, after);
  }
  caf::error remove(const registry::entry& gone) override {
    services_.working().erase(gone.id);
    return {};
  }
  caf::error commit() override {
    services_.commit();
    return {};
  }
  void discard() override { services_.discard(); }

  // How its service is kept running.
  virtual registry::lifecycle lifecycle_of(const registry::entry& from) const { return registry::read_lifecycle(from); }

  const services& all() const noexcept { return services_.current(); }

protected:
  virtual std::shared_ptr<actors::service> make(const registry::entry& from) = 0;

  // Prepares a change of an entry whose service may run; takes effect at commit. Nothing to do where an entry says nothing that a running
  // service follows.
  virtual caf::error change(const std::shared_ptr<actors::service>&, const registry::entry& /*before*/, const registry::entry& /*after*/) {
    return {};
  }

private:
  transacted<services> services_;
};

// Those whose service has settings that can change: `Service::settings`, and `settings Service::change(settings)`, which answers what held
// before. Prepared changes take effect at commit; a discard undoes them.
template <class Service>
class changeable_service_kind : public service_kind {
public:
  void begin() override {
    service_kind::begin();
    wanted_.clear();
    replaced_.clear();
  }
  caf::error commit() override {
    if (caf::error refusal = service_kind::commit())
      return refusal;
    for (const auto& [which, to] : wanted_)
      replaced_.emplace_back(which, which->change(to));
    return {};
  }
  void discard() override {
    for (const auto& [which, was] : replaced_)
      which->change(was);
    wanted_.clear();
    replaced_.clear();
    service_kind::discard();
  }

protected:
  virtual typename Service::settings settings_of(const registry::entry& from) const = 0;

  caf::error change(const std::shared_ptr<actors::service>& which, const registry::entry&, const registry::entry& after) override {
    wanted_.insert_or_assign(std::static_pointer_cast<Service>(which), settings_of(after));
    return {};
  }

private:
  std::map<std::shared_ptr<Service>, typename Service::settings> wanted_;                   // of this transaction
  std::vector<std::pair<std::shared_ptr<Service>, typename Service::settings>> replaced_;  // committed, with what held before
};

// Fills the table; answers the handlers of kinds that are services, which the caller keeps.
std::vector<std::unique_ptr<service_kind>> define_kinds(registry::kind_table& table, kind_environment& around);

// One per kind that is a service.
std::unique_ptr<service_kind> make_process_host_kind(registry::kind_table& table, kind_environment& around);
std::unique_ptr<service_kind> make_terminal_host_kind(registry::kind_table& table, kind_environment& around);
std::unique_ptr<service_kind> make_process_service_kind(registry::kind_table& table, kind_environment& around);
std::unique_ptr<service_kind> make_process_supervisor_kind(registry::kind_table& table);
std::unique_ptr<service_kind> make_workflow_host_kind(registry::kind_table& table, kind_environment& around);
std::unique_ptr<service_kind> make_temporal_client_kind(registry::kind_table& table);
std::unique_ptr<service_kind> make_temporal_worker_kind(registry::kind_table& table, kind_environment& around);

// Those handled by the program store.
void define_process_lua(registry::kind_table& table, program_store& programs);
void define_workflow_lua(registry::kind_table& table, program_store& programs);
void define_function_lua(registry::kind_table& table, program_store& programs);
void define_library_lua(registry::kind_table& table, program_store& programs);

// Stays a kind without a handler.
void define_ns_dependency(registry::kind_table& table);

// The kinds env.*; the caller keeps their handler.
std::unique_ptr<registry::kind_handler> define_env_kinds(registry::kind_table& table, kind_environment& around);

// The kinds fs.*, likewise.
std::unique_ptr<registry::kind_handler> define_fs_kinds(registry::kind_table& table, kind_environment& around);

// The kinds of policies, likewise.
std::unique_ptr<registry::kind_handler> define_security_kinds(registry::kind_table& table, kind_environment& around);
// Those of a bundle that does not run.
caf::error publish_policies(const registry::snapshot& entries, actors::policy_table& to);

}  // namespace troupe::hosts
