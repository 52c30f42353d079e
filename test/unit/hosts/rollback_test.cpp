#include "hosts/console.hpp"
#include "hosts/durable.hpp"
#include "hosts/kinds/kinds.hpp"
#include "hosts/program_store.hpp"
#include "hosts/watchdog.hpp"
#include "registry/catalogue.hpp"
#include "test/unit/registry/make_entry.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <doctest/doctest.h>

using namespace troupe;
using namespace troupe::hosts;
using registry::make_entry;
using registry::operation;

namespace {

// Refuses what is asked of it last in a transaction, as a full disk would.
class history_on_a_full_disk final : public registry::history {
public:
  caf::error append(registry::version_ptr made) override {
    return full ? make_error(errc::unavailable, "no space left") : kept_->append(std::move(made));
  }
  caf::error move_head(registry::version_number head) override {
    return full ? make_error(errc::unavailable, "no space left") : kept_->move_head(head);
  }
  registry::version_number head() const override { return kept_->head(); }
  registry::version_number next_number() const override { return kept_->next_number(); }
  registry::version_ptr get(registry::version_number number) const override { return kept_->get(number); }
  std::vector<registry::version_ptr> versions() const override { return kept_->versions(); }

  bool full = false;

private:
  const std::unique_ptr<registry::history> kept_ = registry::make_memory_history();
};

struct rig {
  rig() {
    log::configure({.silent = true});
    services = define_kinds(kinds, around);
    auto past = std::make_unique<history_on_a_full_disk>();
    disk = past.get();
    catalogue = std::make_unique<registry::catalogue>(kinds, std::move(past));
    diagnostics findings;
    const caf::error problem = catalogue->boot(
      {make_entry("app:library", "library.lua", "{source: 'return 1'}"),
       make_entry("app:program", "process.lua", "{source: 'local one = require(\"library\") return {main = function() return one end}', imports: {library: app:library}}"),
       make_entry("app:host", "process.host", "{host: {workers: 1}}"),
       make_entry("app:texts", "env.storage.static", "{values: {word: old}}"),
       make_entry("app:word", "env.variable", "{storage: app:texts, variable: word}"),
       make_entry("app:policy", "security.policy", "{policy: {actions: a, resources: '*', effect: allow}, groups: [app:group]}")},
      findings);
    REQUIRE_MESSAGE(!problem, (message_of(problem) + findings.text()));
    program = *programs.process_program("app:program");
  }
  ~rig() {
    catalogue.reset();
    services.clear();
  }

  std::string word() {
    const auto found = node.variables().get("word", "app");
    return found ? *found : message_of(found.error());
  }

  caf::actor_system_config config;
  caf::actor_system system{config.set("scheduler.max-threads", size_t{1}).set("scheduler.policy", caf::atom("sharing"))};
  watchdog dog;
  program_store programs{[]() -> actors::pool& { TROUPE_ASSERT(false); }};
  actors::local_node node{system, system_clock(), programs};
  console terminal;
  host_config options;
  durable journal{options, node, {}};
  kind_environment around{node, programs, terminal, dog, journal};
  registry::kind_table kinds;
  std::vector<std::unique_ptr<service_kind>> services;
  history_on_a_full_disk* disk = nullptr;
  std::unique_ptr<registry::catalogue> catalogue;
  std::shared_ptr<const runtime::lua::program> program;
};

}  // namespace

TEST_CASE("kinds: a version that cannot be recorded leaves every kind as it was, though all had committed") {
  rig f;
  const registry::change_set everything{
    operation::update(make_entry("app:library", "library.lua", "{source: 'return 2'}")),
    operation::create(make_entry("app:more", "process.lua", "{source: 'return {main = function() end}'}")),
    operation::update(make_entry("app:texts", "env.storage.static", "{values: {word: new}}")),
    operation::remove({"app", "policy"}),
    operation::create(make_entry("app:second", "process.host")),
    operation::remove({"app", "host"}),
  };
  f.disk->full = true;
  for (int i = 0; i < 2; ++i) {
    const auto refused = f.catalogue->apply(everything);
    REQUIRE_FALSE(refused);
    CHECK(message_of(refused.error()) == "no space left");
    CHECK(*f.programs.process_program("app:program") == f.program);
    CHECK_FALSE(f.programs.process_program("app:more"));
    CHECK(f.word() == "old");
    CHECK(f.node.policies().find("app:policy") != nullptr);
    CHECK(f.node.policies().group("app:group") != nullptr);
    REQUIRE(f.services.front()->all().size() == 1);
    CHECK(f.services.front()->all().begin()->first == entry_id{"app", "host"});
    CHECK(f.catalogue->current().contains({"app", "policy"}));
  }
  f.disk->full = false;
  REQUIRE(f.catalogue->apply(everything));
  CHECK(*f.programs.process_program("app:program") != f.program);
  CHECK(f.programs.process_program("app:more"));
  CHECK(f.word() == "new");
  CHECK(f.node.policies().find("app:policy") == nullptr);
  CHECK(f.services.front()->all().begin()->first == entry_id{"app", "second"});
  // And back, as one transaction.
  REQUIRE_FALSE(f.catalogue->apply_version(0));
  CHECK(f.word() == "old");
  CHECK(f.node.policies().find("app:policy") != nullptr);
  CHECK_FALSE(f.programs.process_program("app:more"));
}

TEST_CASE("kinds: a library goes only with those that import it") {
  rig f;
  const auto refused = f.catalogue->apply({operation::remove({"app", "library"})});
  REQUIRE_FALSE(refused);
  CHECK(code_of(refused.error()) == errc::conflict);
  CHECK(message_of(refused.error())
        == "commit: app:library cannot be deleted, it is imported by app:program (delete or change them in the same set)");
  CHECK(*f.programs.process_program("app:program") == f.program);
  CHECK(f.catalogue->apply({operation::remove({"app", "library"}),
                            operation::update(make_entry("app:program", "process.lua", "{source: 'return {main = function() end}'}"))}));
}
