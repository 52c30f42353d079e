#include "registry/changeset.hpp"

#include "make_entry.hpp"
#include "registry/transaction.hpp"

namespace troupe::registry {

namespace {

std::string text(const change_set& operations) {
  std::string out;
  for (const operation& each : operations)
    out += (out.empty() ? "" : " ")
           + std::string{each.kind == action::create   ? "+"
                         : each.kind == action::update ? "~"
                                                       : "-"}
           + each.item->id.text();
  return out;
}

snapshot state_of(std::vector<entry_ptr> entries) {
  entry_changes changes;
  for (entry_ptr& each : entries)
    changes[each->id] = each;
  return snapshot{}.with(changes);
}

}  // namespace

TEST_CASE("changeset: creations put what is referred to first") {
  CHECK(text(in_dependency_order({operation::create(make_entry("app:a", "k", "{func: b}")),
                                  operation::create(make_entry("app:b", "k"))},
                                 snapshot{}))
        == "+app:b +app:a");
}

TEST_CASE("changeset: removals take dependents first") {
  const snapshot before =
    state_of({shared_entry("app:a", "k"), shared_entry("app:b", "k", "{func: a}")});
  CHECK(text(in_dependency_order({operation::remove({"app", "a"}), operation::remove({"app", "b"})},
                                 before))
        == "-app:b -app:a");
}

TEST_CASE(
  "changeset: an entry goes after those that stop using it, otherwise removals come first") {
  const snapshot before = state_of({shared_entry("app:lib", "k"), shared_entry("app:old", "k"),
                                    shared_entry("app:user", "k", "{func: lib}")});
  CHECK(
    text(in_dependency_order({operation::create(make_entry("app:new", "k")),
                              operation::remove({"app", "lib"}), operation::remove({"app", "old"}),
                              operation::update(make_entry("app:user", "k", "{func: new}"))},
                             before))
    == "-app:old +app:new ~app:user -app:lib");
}

TEST_CASE("changeset: operations on one entry keep their order") {
  const snapshot before = state_of({shared_entry("app:a", "k")});
  CHECK(text(in_dependency_order(
          {operation::create(make_entry("app:b", "k")), operation::remove({"app", "a"}),
           operation::create(make_entry("app:a", "other"))},
          before))
        == "-app:a +app:a +app:b");
}

TEST_CASE("changeset: a delta names what differs, in order; a change of kind is two steps") {
  const std::vector<entry_ptr> from{
    shared_entry("a:same", "k", "{n: 1}"), shared_entry("a:gone", "k"),
    shared_entry("a:changed", "k", "{n: 1}"), shared_entry("a:kind", "k")};
  const std::vector<entry_ptr> to{
    shared_entry("a:same", "k", "{n: 1.0}"), shared_entry("a:kind", "other"),
    shared_entry("a:changed", "k", "{n: 2}"), shared_entry("a:new", "k", "{func: znew}"),
    shared_entry("a:znew", "k")};
  CHECK(text(build_delta(from, to)) == "-a:gone -a:kind ~a:changed +a:kind +a:znew +a:new");
  CHECK(build_delta(to, to).empty());
}

TEST_CASE("changeset: the inverse leads back") {
  const snapshot before = state_of({shared_entry("a:x", "k", "{n: 1}"), shared_entry("a:y", "k")});
  const change_set there{operation::update(make_entry("a:x", "k", "{n: 2}")),
                         operation::remove({"a", "y"}), operation::create(make_entry("a:z", "k")),
                         operation::update(make_entry("a:x", "k", "{n: 3}"))};
  const auto after = simulate(there, before);
  REQUIRE(after);
  CHECK(text(inverse(there, before)) == "~a:x -a:z +a:y ~a:x");
  const auto back = simulate(inverse(there, before), *after);
  REQUIRE(back);
  CHECK(difference(before, *back).empty());
}

}  // namespace troupe::registry
