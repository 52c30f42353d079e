// The entry kinds of this build: one file each, listed in table.cpp.
//
// Thread: handlers are called on the registry's thread.
#pragma once

#include "actors/local_node.hpp"
#include "actors/service.hpp"
#include "registry/kinds.hpp"

#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace troupe::hosts {

class console;
class program_store;
class watchdog;

// What the kinds work on. Outlives the registry.
struct kind_environment {
  actors::local_node& node;
  program_store& programs;
  console& terminal;
  watchdog& dog;
  std::vector<std::unique_ptr<registry::kind_handler>> handlers = {};  // of kinds that are no services
};

// Kinds whose entries are services: a transaction changes a copy of the map, commit publishes it.
class service_kind : public registry::kind_handler {
public:
  void begin() override {
    working_ = services_;
    before_.reset();
  }
  caf::error create(const registry::entry& made) override {
    working_[made.id] = make(made);
    return {};
  }
  caf::error update(const registry::entry&, const registry::entry& after) override { return create(after); }
  caf::error remove(const registry::entry& gone) override {
    working_.erase(gone.id);
    return {};
  }
  caf::error commit() override {
    before_ = std::exchange(services_, std::exchange(working_, {}));
    return {};
  }
  void discard() override {
    if (before_)  // another handler refused to commit
      services_ = std::move(*before_);
    before_.reset();
    working_.clear();
  }

  using services = std::map<entry_id, std::shared_ptr<actors::service>>;
  const services& all() const noexcept { return services_; }

protected:
  virtual std::shared_ptr<actors::service> make(const registry::entry& from) = 0;

  // As the transaction leaves it so far; null if it is gone.
  std::shared_ptr<actors::service> working(const entry_id& id) const {
    const auto found = working_.find(id);
    return found == working_.end() ? nullptr : found->second;
  }

private:
  services services_;
  services working_;
  std::optional<services> before_;  // after commit: what a discard brings back
};

// Fills the table; answers the handlers of kinds that are services, which the caller keeps.
std::vector<std::unique_ptr<service_kind>> define_kinds(registry::kind_table& table, kind_environment& around);

// One per kind that is a service.
std::unique_ptr<service_kind> make_process_host_kind(registry::kind_table& table, kind_environment& around);
std::unique_ptr<service_kind> make_terminal_host_kind(registry::kind_table& table, kind_environment& around);
std::unique_ptr<service_kind> make_process_service_kind(registry::kind_table& table, kind_environment& around);

// Those handled by the program store.
void define_process_lua(registry::kind_table& table, program_store& programs);
void define_function_lua(registry::kind_table& table, program_store& programs);
void define_library_lua(registry::kind_table& table, program_store& programs);

// The kinds env.*; the caller keeps their handler.
std::unique_ptr<registry::kind_handler> define_env_kinds(registry::kind_table& table, kind_environment& around);

// The kinds of policies, likewise.
std::unique_ptr<registry::kind_handler> define_security_kinds(registry::kind_table& table, kind_environment& around);

}  // namespace troupe::hosts
