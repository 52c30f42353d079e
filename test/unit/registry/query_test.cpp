#include "registry/query.hpp"

#include "make_entry.hpp"

namespace troupe::registry {

namespace {

snapshot sample() {
  entry_changes changes;
  for (const entry_ptr& each :
       {shared_entry("app:a", "function.lua", "{}", "{type: test, order: 1, tags: [red, blue]}"),
        shared_entry("app.web:b", "http.endpoint", "{}", "{type: api}"),
        shared_entry("lib:a", "library.lua")})
    changes[each->id] = each;
  return snapshot{}.with(changes);
}

std::string selected(const entry_query& query) {
  const auto found = select_entries(sample(), query);
  return found ? ids_of(*found) : message_of(found.error());
}

}  // namespace

TEST_CASE("query: globs and conditions are joined by and") {
  CHECK(selected({}) == "app:a app.web:b lib:a");
  CHECK(selected({.kind = "*.lua"}) == "app:a lib:a");
  CHECK(selected({.name_space = "app*"}) == "app:a app.web:b");
  CHECK(selected({.name = "a", .meta = {"type=test"}}) == "app:a");
  CHECK(selected({.meta = {"order=1"}}) == "app:a");
  CHECK(selected({.meta = {"type~^(test|api)$"}}) == "app:a app.web:b");
  CHECK(selected({.meta = {"tags*lu"}}) == "app:a");
  CHECK(selected({.meta = {"type^te"}}) == "app:a");
  CHECK(selected({.meta = {"type$pi"}}) == "app.web:b");
}

TEST_CASE("query: a condition that cannot be read is refused") {
  CHECK(selected({.meta = {"type"}}).find("invalid --meta \"type\"") == 0);
  CHECK(selected({.meta = {"type~("}}).find("invalid --meta \"type~(\"") == 0);
}

TEST_CASE("query: an entry is found by id, or by a name that only one has") {
  const snapshot state = sample();
  CHECK((*lookup_entry(state, "app:a"))->id.text() == "app:a");
  CHECK((*lookup_entry(state, "b"))->id.text() == "app.web:b");
  CHECK(message_of(lookup_entry(state, "a").error())
        == "ambiguous entry name \"a\", use full ID (namespace:name)");
  CHECK(message_of(lookup_entry(state, "app:x").error()) == "entry not found: app:x");
}

}  // namespace troupe::registry
