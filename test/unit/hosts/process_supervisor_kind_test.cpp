#include "actors/tree_definition.hpp"
#include "hosts/kinds/kinds.hpp"
#include "registry/catalogue.hpp"
#include "test/unit/registry/make_entry.hpp"

#include <doctest/doctest.h>

using namespace troupe;
using namespace troupe::hosts;
using namespace std::chrono_literals;

namespace {

class silent_handler final : public registry::kind_handler {
public:
  caf::error create(const registry::entry&) override { return {}; }
  caf::error update(const registry::entry&, const registry::entry&) override { return {}; }
  caf::error remove(const registry::entry&) override { return {}; }
};

registry::entry supervisor(const char* id, const std::string& fields) {
  return registry::make_entry(id, "process.supervisor", fields);
}

// A registry with the services app:a and app:b, the data app:note, and these.
class rig {
public:
  std::string boot(std::vector<registry::entry> more) {
    table.add({.name = "process.service", .handler = &silent});
    kind = make_process_supervisor_kind(table);
    catalogue = std::make_unique<registry::catalogue>(table);
    more.push_back(registry::make_entry("app:a", "process.service", "{}"));
    more.push_back(registry::make_entry("app:b", "process.service", "{lifecycle: {requires: [a]}}"));
    more.push_back(registry::make_entry("app:note", "registry.entry", "{}"));
    const caf::error problem = catalogue->boot(more, findings);
    return problem ? findings.text() : "";
  }
  std::string update(registry::entry made) {
    diagnostics found;
    const auto done = catalogue->apply({registry::operation::update(std::move(made))}, {"test"}, found);
    return done ? "" : found.text();
  }
  std::string apply(registry::change_set changes) {
    diagnostics found;
    const auto done = catalogue->apply(changes, {"test"}, found);
    return done ? "" : found.text();
  }
  const actors::tree_definition& definition(const char* id) const {
    return *kind->all().at(entry_id::parse(id))->supervises();
  }

  silent_handler silent;
  registry::kind_table table;
  std::unique_ptr<service_kind> kind;
  std::unique_ptr<registry::catalogue> catalogue;
  diagnostics findings;
};

bool says(const std::string& text, const char* what) {
  INFO(text);
  return text.find(what) != std::string::npos;
}

}  // namespace

TEST_CASE("process.supervisor: fields and their defaults") {
  rig all;
  REQUIRE(all.boot({supervisor("app:plain", "{}"),
                    supervisor("app:full", R"({strategy: rest_for_one, intensity: 3, period: 1m,
                      children: [a, {id: app:b, restart: permanent, shutdown: brutal}, {id: plain, restart: temporary, shutdown: 2s}]})")})
          == "");
  const actors::tree_definition& plain = all.definition("app:plain");
  CHECK(plain.strategy == actors::tree_strategy::one_for_one);
  CHECK(plain.intensity == 1);
  CHECK(plain.period == 5s);
  CHECK(plain.children.empty());
  const actors::tree_definition& full = all.definition("app:full");
  CHECK(full.strategy == actors::tree_strategy::rest_for_one);
  CHECK(full.intensity == 3);
  CHECK(full.period == 1min);
  REQUIRE(full.children.size() == 3);
  CHECK(full.children[0].restart == actors::restart_type::transient);
  CHECK_FALSE(full.children[0].shutdown);
  CHECK(full.children[1].restart == actors::restart_type::permanent);
  CHECK(full.children[1].shutdown == actors::brutal_kill);
  CHECK(full.children[2].id.text() == "app:plain");
  CHECK(full.children[2].shutdown == 2s);
}

TEST_CASE("process.supervisor: its start and stop are bounded by its children unless it says otherwise") {
  rig all;
  REQUIRE(all.boot({}) == "");
  CHECK(all.kind->lifecycle_of(supervisor("app:s", "{}")).stop_timeout > 1000h);
  const registry::lifecycle written = all.kind->lifecycle_of(supervisor("app:s", "{lifecycle: {start_timeout: 3s, stop_timeout: 4s}}"));
  CHECK(written.start_timeout == 3s);
  CHECK(written.stop_timeout == 4s);
}

TEST_CASE("process.supervisor: settings that mean nothing are refused") {
  for (const auto& [fields, what] : std::map<std::string, const char*>{
         {"{strategy: one_for_al}", "(did you mean \"one_for_all\"?)"},
         {"{intensity: -1}", "field \"intensity\""},
         {"{period: 0s}", "field \"period\": a period is longer than 0"},
         {"{period: soon}", "field \"period\""},
         {"{children: a}", "field \"children\": expected a list"},
         {"{children: [aa]}", "no entry app:aa (did you mean app:a?)"},
         {"{children: [note]}", "app:note is a registry.entry (a child is a process.service or a process.supervisor)"},
         {"{children: [{id: a, restart: permament}]}", "is none of permanent, transient, temporary (did you mean permanent?)"},
         {"{children: [{id: a, shutdown: 10}]}", "shutdown \"10\" is neither a duration nor brutal"},
         {"{children: [{id: a, shutdown: -1s}]}", "is neither a duration nor brutal"},
         {"{children: [{id: a, shutdwon: 1s}]}", "a child has no \"shutdwon\" (did you mean shutdown?)"},
         {"{children: [{restart: permanent}]}", "a child is the id of an entry"},
         {"{children: [7]}", "a child is the id of an entry"},
         {"{children: [a, {id: app:a}]}", "app:a is listed twice"},
         {"{children: [s]}", "supervisors in a circle: app:s -> app:s"},
       }) {
    rig all;
    INFO(fields);
    CHECK(says(all.boot({supervisor("app:s", fields)}), what));
  }
}

TEST_CASE("process.supervisor: a second parent is told once, at the later of the two") {
  rig all;
  const std::string text = all.boot({supervisor("app:s", "{children: [a]}"), supervisor("app:t", "{children: [{id: a}]}")});
  CHECK(says(text, "app:a is a child of app:s"));
  CHECK(all.findings.error_count() == 1);
}

TEST_CASE("process.supervisor: a circle is told once") {
  rig all;
  const std::string text = all.boot({supervisor("app:x", "{children: [y]}"), supervisor("app:y", "{children: [a, z]}"),
                                     supervisor("app:z", "{children: [x]}")});
  CHECK(says(text, "supervisors in a circle: app:x -> app:y -> app:z -> app:x"));
  CHECK(all.findings.error_count() == 1);
}

TEST_CASE("process.supervisor: a change is held against the entries that stay as they are") {
  rig all;
  REQUIRE(all.boot({supervisor("app:s", "{children: [t]}"), supervisor("app:t", "{children: [a]}")}) == "");
  CHECK(says(all.update(supervisor("app:s", "{children: [t, a]}")), "app:a is a child of app:t"));
  CHECK(says(all.update(supervisor("app:t", "{children: [a, s]}")), "supervisors in a circle"));
  CHECK(all.update(supervisor("app:s", "{intensity: 7, children: [t, b]}")) == "");
  CHECK(all.definition("app:s").intensity == 7);
}

TEST_CASE("process.supervisor: a change keeps the service, and with it the children that run") {
  rig f;
  REQUIRE(f.boot({supervisor("app:tree", "{children: [a]}")}) == "");
  const auto service = f.kind->all().at(entry_id::parse("app:tree"));
  const auto before = service->supervises();
  CHECK(f.update(supervisor("app:tree", "{children: [b, a], strategy: one_for_all, intensity: 7}")) == "");
  CHECK(f.kind->all().at(entry_id::parse("app:tree")) == service);
  CHECK(service->supervises()->intensity == 7);
  CHECK(service->supervises()->children.size() == 2);
  CHECK(before->intensity == 1);  // who still works with the old version sees nothing of it
  CHECK(f.update(supervisor("app:tree", "{children: [b, b], intensity: 9}")) != "");
  CHECK(service->supervises()->intensity == 7);
}

TEST_CASE("process.supervisor: a child that requires a later one gets a warning") {
  rig all;
  REQUIRE(all.boot({supervisor("app:s", "{children: [b, a]}")}) == "");
  CHECK(says(all.findings.text(), "app:b requires app:a, which starts after it (list app:a first)"));
}

TEST_CASE("process.supervisor: a child does not go while it is one") {
  rig all;
  REQUIRE(all.boot({supervisor("app:s", "{children: [a, b]}")}) == "");
  const auto gone = registry::operation::remove(entry_id::parse("app:a"));
  const std::string refusal = "test.yaml:1:13: error: entry app:s: field \"children\": app:a is still a child, but would be gone (take it out of the children of "
                        "app:s in the same change)";
  CHECK(all.apply({gone}) == refusal);
  CHECK(all.catalogue->current().contains(entry_id::parse("app:a")));
  CHECK(all.apply({gone, registry::operation::update(supervisor("app:s", "{children: [a, b], intensity: 2}"))}) == refusal);
  CHECK(says(all.apply({gone, registry::operation::create(registry::make_entry("app:a", "registry.entry"))}), "app:a is a registry.entry"));
  CHECK(all.apply({gone, registry::operation::update(supervisor("app:s", "{children: [b]}"))}) == "");
  CHECK(all.apply({registry::operation::remove(entry_id::parse("app:b")), registry::operation::remove(entry_id::parse("app:s"))}) == "");
}
