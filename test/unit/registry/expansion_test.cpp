#include "registry/expansion.hpp"

#include "make_entry.hpp"
#include "registry/catalogue.hpp"

#include <map>

namespace troupe::registry {

namespace {

// Modules as they lie in a folder: of each the entries, changed at will.
struct shelf final : module_source {
  std::map<std::string, std::vector<entry>> modules;
  std::vector<std::string> asked;

  std::optional<std::vector<entry>> load(const std::string& module, const std::vector<wanted_version>& wanted, diagnostics& findings) override {
    std::string call = module;
    for (const wanted_version& each : wanted)
      call += " " + each.by.text() + each.constraint;
    asked.push_back(call);
    const auto found = modules.find(module);
    if (found == modules.end()) {
      findings.error({}, "no module " + module);
      return std::nullopt;
    }
    std::vector<entry> made = found->second;
    for (entry& each : made) {
      each.module = module;
      each.meta.set("module", module);
    }
    return made;
  }

  void override_linked(std::vector<entry>& entries, diagnostics&) override {
    for (entry& each : entries)
      if (each.id.name == "overridden")
        each.data.set("last", "word");
  }
};

entry dependency(std::string_view id, std::string_view module, std::string_view more = "") {
  return make_entry(id, "ns.dependency", "{component: " + std::string{module} + (more.empty() ? "}" : ", " + std::string{more} + "}"));
}

struct fixture {
  shelf source;
  kind_table kinds;
  catalogue entries{kinds};

  explicit fixture(const std::vector<entry>& files = {}) {
    source.modules["o/m"] = {make_entry("o.m:one", "registry.entry"), make_entry("o.m:two", "registry.entry")};
    entries.expand_with(source);
    diagnostics findings;
    REQUIRE(!entries.boot(files, findings));
  }

  // "" or why not; nothing has changed then.
  std::string apply(change_set operations, change_source from = change_source::program) {
    diagnostics findings;
    const snapshot before = entries.current();
    const auto made = entries.apply(operations, {.source = from}, findings);
    if (made)
      return "";
    CHECK(ids_of(before.entries()) == ids());
    return message_of(made.error());
  }

  std::string ids() const { return ids_of(entries.current().entries()); }
  const document& data(std::string_view id) const { return entries.current().find(entry_id::parse(id))->data; }
};

}  // namespace

TEST_CASE("expansion: a module comes, changes and goes with its dependency; history has the dependency alone") {
  fixture f;
  CHECK(f.apply({operation::create(dependency("app:d", "o/m", "version: '^1'"))}) == "");
  CHECK(f.ids() == "app:d o.m:one o.m:two");
  CHECK(f.source.asked == std::vector<std::string>{"o/m app:d^1"});
  CHECK(f.entries.current_version()->changes.size() == 1);

  f.source.modules["o/m"] = {make_entry("o.m:two", "registry.entry", "{x: 1}"), make_entry("o.m:three", "registry.entry")};
  CHECK(f.apply({operation::update(dependency("app:d", "o/m", "version: '^2'"))}) == "");
  CHECK(f.ids() == "app:d o.m:three o.m:two");
  CHECK(f.data("o.m:two") == tree("{x: 1}"));

  CHECK(f.apply({operation::remove(entry_id::parse("app:d"))}) == "");
  CHECK(f.ids() == "");
}

TEST_CASE("expansion: moving along the versions expands each again") {
  fixture f;
  REQUIRE(f.apply({operation::create(dependency("app:d", "o/m"))}) == "");
  REQUIRE(f.apply({operation::create(make_entry("app:x", "registry.entry")), operation::update(make_entry("o.m:one", "registry.entry", "{own: 1}"))}) == "");
  REQUIRE(f.apply({operation::remove(entry_id::parse("app:d"))}) == "");
  CHECK(f.ids() == "app:x o.m:one");  // what a program wrote is no longer the module's
  REQUIRE(!f.entries.apply_version(1));
  CHECK(f.ids() == "app:d o.m:one o.m:two");
  REQUIRE(!f.entries.apply_version(0));
  CHECK(f.ids() == "");
  REQUIRE(!f.entries.apply_version(2));
  CHECK(f.ids() == "app:d app:x o.m:one o.m:two");
  CHECK(f.data("o.m:one") == tree("{own: 1}"));
  f.source.modules.clear();
  CHECK(message_of(f.entries.apply_version(3)) == "version v1: dependency resolution failed: no module o/m");
  CHECK(f.ids() == "app:d app:x o.m:one o.m:two");
}

TEST_CASE("expansion: what modules depend on comes along, in a circle, too, and goes with the last that leads to it") {
  fixture f;
  f.source.modules["o/a"] = {dependency("o.a:d", "o/b"), make_entry("o.a:e", "registry.entry")};
  f.source.modules["o/b"] = {dependency("o.b:d", "o/a"), make_entry("o.b:e", "registry.entry")};
  REQUIRE(f.apply({operation::create(dependency("app:a", "o/a"))}) == "");
  CHECK(f.ids() == "app:a o.a:d o.a:e o.b:d o.b:e");
  REQUIRE(f.apply({operation::create(dependency("app:b", "o/b"))}) == "");
  REQUIRE(f.apply({operation::remove(entry_id::parse("app:a"))}) == "");
  CHECK(f.ids() == "app:b o.a:d o.a:e o.b:d o.b:e");
  REQUIRE(f.apply({operation::remove(entry_id::parse("app:b"))}) == "");
  CHECK(f.ids() == "");
}

TEST_CASE("expansion: a module that the files brought goes with its dependency, one that needs nobody stays") {
  auto of = [](entry each, const char* module) {
    each.module = module;
    each.meta.set("module", module);
    return each;
  };
  fixture f{{dependency("app:d", "o/m"), of(make_entry("o.m:one", "registry.entry"), "o/m"), of(make_entry("o.l:lone", "registry.entry"), "o/l"),
             of(dependency("o.l:d", "o/n"), "o/l"), of(make_entry("o.n:e", "registry.entry"), "o/n")}};
  f.source.modules["o/n"] = {make_entry("o.n:e", "registry.entry")};
  REQUIRE(f.apply({operation::create(dependency("app:n", "o/n"))}) == "");
  REQUIRE(f.apply({operation::remove(entry_id::parse("app:n")), operation::remove(entry_id::parse("app:d"))}) == "");
  CHECK(f.ids() == "o.l:d o.l:lone o.n:e");
}

TEST_CASE("expansion: files say of each module what they want themselves") {
  fixture f;
  REQUIRE(f.apply({operation::create(dependency("app:d", "o/m"))}, change_source::files) == "");
  CHECK(f.ids() == "app:d");
  CHECK(f.source.asked.empty());
}

TEST_CASE("expansion: requirements get their values, also in entries of others, and the overrides have the last word") {
  fixture f{{make_entry("app:hub", "registry.entry", "{channels: [own]}")}};
  f.source.modules["o/m"] = {make_entry("o.m:p", "ns.requirement", "{targets: [{entry: t, path: .p}, {entry: 'app:hub', path: channels +=}]}"),
                             make_entry("o.m:t", "registry.entry"), make_entry("o.m:overridden", "registry.entry")};
  REQUIRE(f.apply({operation::create(dependency("app:d", "o/m", "parameters: [{name: p, value: 1}]"))}) == "");
  CHECK(f.data("o.m:t") == tree("{p: 1}"));
  CHECK(f.data("app:hub") == tree("{channels: [own, 1]}"));
  CHECK(f.data("o.m:overridden") == tree("{last: word}"));
  REQUIRE(f.apply({operation::update(dependency("app:d", "o/m", "parameters: [{name: p, value: 2}]"))}) == "");
  CHECK(f.data("o.m:t") == tree("{p: 2}"));

  const std::string refused = f.apply({operation::update(dependency("app:d", "o/m"))});
  CHECK(refused == "dependency resolution failed: entry o.m:p: requirement has no value (give it a default, or a parameter in the "
                   "ns.dependency entry of its module)");
  CHECK(f.data("o.m:t") == tree("{p: 2}"));
}

TEST_CASE("expansion: what the change itself says of an entry holds") {
  fixture f;
  REQUIRE(f.apply({operation::create(dependency("app:d", "o/m")), operation::create(make_entry("o.m:one", "registry.entry", "{mine: 1}"))}) == "");
  CHECK(f.ids() == "app:d o.m:one o.m:two");
  CHECK(f.data("o.m:one") == tree("{mine: 1}"));
}

TEST_CASE("expansion: refused as a whole") {
  fixture f{{make_entry("o.m:two", "registry.entry")}};
  CHECK(f.apply({operation::create(dependency("app:d", "o/m"))})
        == "dependency resolution failed: entry o.m:two: module o/m defines it, and so does the app (one of them has to go first, or to be "
           "called otherwise)");
  CHECK(f.apply({operation::create(dependency("app:d", "o/gone"))}) == "dependency resolution failed: no module o/gone");
  CHECK(f.apply({operation::create(dependency("app:d", "'../x/y'"))})
        == "dependency resolution failed: entry app:d: field \"component\": \"../x/y\" is no module (write it like \"org/module\")");
  CHECK(f.apply({operation::create(make_entry("app:d", "ns.dependency"))}).starts_with("dependency resolution failed: "));
  f.source.modules["o/k"] = {make_entry("o.k:bad", "registry.entri")};
  CHECK(f.apply({operation::create(dependency("app:d", "o/k"))}).find("registry.entri") != std::string::npos);
  CHECK(f.ids() == "o.m:two");
}

}  // namespace troupe::registry
