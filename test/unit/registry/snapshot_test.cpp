#include "registry/snapshot.hpp"

#include "make_entry.hpp"
#include "registry/filter.hpp"

#include <map>
#include <random>

namespace troupe::registry {

namespace {

entry_ptr numbered(uint64_t number, const char* kind = "registry.entry") {
  entry out;
  out.id = {"ns" + std::to_string(number % 7), "e" + std::to_string(number)};
  out.kind = kind;
  return std::make_shared<const entry>(std::move(out));
}

}  // namespace

TEST_CASE("snapshot: a missing id answers nothing") {
  const snapshot empty;
  CHECK(empty.size() == 0);
  CHECK(empty.get({"app", "x"}) == nullptr);
  CHECK(empty.entries().empty());
  CHECK(empty.of_namespace("app").empty());
  CHECK(empty.with({{{"app", "x"}, nullptr}}).size() == 0);
}

TEST_CASE("snapshot: a change makes a new version and leaves the old one alone") {
  const entry_ptr first = shared_entry("app:a", "k", "{v: 1}");
  const entry_ptr second = shared_entry("app:a", "k", "{v: 2}");
  const snapshot one = snapshot{}.with({{first->id, first}});
  const snapshot two = one.with({{second->id, second}});
  const snapshot three = two.with({{second->id, nullptr}});
  CHECK(one.get(first->id) == first);
  CHECK(two.get(first->id) == second);
  CHECK(three.get(first->id) == nullptr);
  CHECK(one.size() == 1);
  CHECK(three.size() == 0);
}

TEST_CASE("snapshot: random changes answer as a map does") {
  std::mt19937 random{7};
  std::map<entry_id, entry_ptr> model;
  snapshot state;
  for (int round = 0; round < 300; ++round) {
    entry_changes changes;
    // Sometimes many at once, sometimes nearly everything goes.
    const uint64_t count = round % 40 == 0 ? 3000 : random() % 40;
    const bool removing = round % 10 >= 6;
    for (uint64_t i = 0; i < count; ++i) {
      const entry_ptr item = numbered(random() % 5000, random() % 3 == 0 ? "a.kind" : "b.kind");
      changes[item->id] = removing && random() % 4 != 0 ? nullptr : item;
    }
    state = state.with(changes);
    for (const auto& [id, item] : changes) {
      if (item == nullptr)
        model.erase(id);
      else
        model[id] = item;
    }
    REQUIRE(state.size() == model.size());
    std::vector<entry_ptr> expected, of_kind, of_namespace;
    for (const auto& [id, item] : model) {
      expected.push_back(item);
      if (item->kind == "a.kind")
        of_kind.push_back(item);
      if (id.ns == "ns3")
        of_namespace.push_back(item);
    }
    REQUIRE(state.entries() == expected);
    REQUIRE(state.of_kind("a.kind") == of_kind);
    REQUIRE(state.find(entry_filter{tree("{.kind: a.kind}")}) == of_kind);
    REQUIRE(state.of_namespace("ns3") == of_namespace);
    const entry_ptr probe = numbered(random() % 5000);
    const auto found = model.find(probe->id);
    REQUIRE(state.get(probe->id) == (found == model.end() ? nullptr : found->second));
    REQUIRE(state.find_text(probe->id.text()) == (found == model.end() ? nullptr : found->second.get()));
  }
}

TEST_CASE("snapshot: a text is taken apart at its first colon") {
  const snapshot state = snapshot{}.with({{{"", "bare"}, shared_entry("bare", "k")}, {{"a.b", "c:d/e"}, shared_entry("a.b:c:d/e", "k")}});
  CHECK(state.find_text("bare") != nullptr);
  CHECK(state.find_text(":bare") == state.find_text("bare"));
  CHECK(state.find_text("a.b:c:d/e")->id.name == "c:d/e");
  for (const char* each : {"", ":", "a.b", "a.b:", "a.b:c", "bare:"})
    CHECK_MESSAGE(state.find_text(each) == nullptr, each);
}

TEST_CASE("filter: id, name, namespace and kind take one star") {
  const snapshot state = snapshot{}.with({
    {{"app", "a"}, shared_entry("app:a", "function.lua")},
    {{"app.x", "b"}, shared_entry("app.x:b", "process.lua")},
    {{"lib", "a"}, shared_entry("lib:a", "library.lua")},
  });
  const auto found = [&](std::string_view filter) {
    return ids_of(state.find(entry_filter{tree(filter)}));
  };
  CHECK(found("{}") == "app:a app.x:b lib:a");
  CHECK(found("{.kind: '*.lua'}") == "app:a app.x:b lib:a");
  CHECK(found("{.kind: 'p*a'}") == "app.x:b");
  CHECK(found("{.name: a}") == "app:a lib:a");
  CHECK(found("{.ns: 'app*'}") == "app:a app.x:b");
  CHECK(found("{.ns: 'app.*'}") == "app.x:b");
  CHECK(found("{.id: 'lib:a'}") == "lib:a");
  CHECK(found("{.id: 'lib:a', .kind: 'process.*'}") == "");
  CHECK(found("{.name: 5}") == "app:a app.x:b lib:a");
}

TEST_CASE("filter: conditions on top-level meta fields") {
  const entry item = make_entry(
    "app:a", "k", "{}", "{type: test, order: 1, tags: [red, dark blue], a.b: x, nested: {c: 1}}");
  const auto fits = [&](std::string_view filter) {
    return entry_filter{tree(filter)}.matches(item);
  };
  CHECK(fits("{meta.type: test}"));
  CHECK_FALSE(fits("{meta.type: other}"));
  CHECK_FALSE(fits("{meta.absent: x}"));
  CHECK(fits("{meta.order: 1.0}"));
  CHECK_FALSE(fits("{meta.order: '1'}"));
  CHECK(fits("{meta.a.b: x}"));
  CHECK_FALSE(fits("{meta.nested.c: 1}"));
  CHECK(fits("{~meta.type: '^te.t$'}"));
  CHECK(fits("{~meta.type: es}"));
  CHECK_FALSE(fits("{~meta.order: '1'}"));
  CHECK(fits("{'*meta.type': es}"));
  CHECK(fits("{'*meta.tags': blue}"));
  CHECK_FALSE(fits("{'*meta.tags': green}"));
  CHECK(fits("{^meta.type: te}"));
  CHECK(fits("{$meta.type: st}"));
  CHECK_FALSE(fits("{$meta.type: te}"));
  CHECK(fits("{meta: {meta.type: test}}"));
  CHECK_FALSE(fits("{meta: {meta.type: other}}"));
}

TEST_CASE("filter: what means nothing is ignored and listed") {
  const entry item = make_entry("app:a", "k");
  const entry_filter filter{
    tree("{kind: x, type: test, meta: {type: y}, '~meta.f': '(', '.name': 5}")};
  CHECK(filter.matches(item));
  CHECK(filter.ignored() == std::vector<std::string>{"kind", "type", "type", "~meta.f", ".name"});
}

}  // namespace troupe::registry
