#include "runtime/journal/registry_history.hpp"

#include "config/errc.hpp"
#include "runtime/journal/keys.hpp"
#include "runtime/journal/lmdb.hpp"
#include "test/support/temp_folder.hpp"

#include <doctest/doctest.h>

using namespace troupe;
using namespace troupe::registry;
using troupe::runtime::journal::open_registry_history;

namespace {

constexpr size_t map_bytes = size_t{1} << 30;

std::unique_ptr<history> open_at(const test::temp_folder& folder) {
  auto made = open_registry_history(folder.path(), map_bytes);
  REQUIRE_MESSAGE(made, message_of(made.error()));
  return std::move(*made);
}

entry sample(std::string_view name) {
  entry made;
  made.id = entry_id::parse(std::string{"app:"} + std::string{name});
  made.kind = "registry.entry";
  document inner{document::map{}};
  inner.set("list", document{document::list{document{int64_t{1}}, document{2.5}, document{"x"}, document{}, document{true}}});
  inner.set("empty_list", document{document::list{}});
  inner.set("empty_map", document{document::map{}});
  inner.set("nothing", document{});
  made.data = document{document::map{}};
  made.data.set("inner", inner);
  made.meta.set("type", document{"sample"});
  return made;
}

version_ptr version_of(version_number number, version_number parent, change_set changes) {
  auto made = std::make_shared<version>();
  made->number = number;
  made->parent = parent;
  made->changes = std::move(changes);
  made->made_at = std::chrono::system_clock::time_point{std::chrono::seconds{1'700'000'000}};
  made->author = "somebody";
  made->source = number == 2 ? change_source::files : change_source::program;
  return made;
}

}  // namespace

TEST_CASE("registry history: a new one holds v0 and nothing else") {
  const test::temp_folder folder;
  const auto tree = open_at(folder);
  CHECK(tree->head() == 0);
  CHECK(tree->next_number() == 1);
  REQUIRE(tree->get(0) != nullptr);
  CHECK(tree->get(0)->changes.empty());
}

TEST_CASE("registry history: versions, branches and the head come back as they were") {
  const test::temp_folder folder;
  {
    const auto tree = open_at(folder);
    REQUIRE(!tree->append(version_of(1, 0, {operation::create(sample("a"))})));
    entry changed = sample("a");
    changed.module = "org/module";
    REQUIRE(!tree->append(version_of(2, 1, {operation::update(changed), operation::create(sample("b"))})));
    REQUIRE(!tree->append(version_of(3, 1, {operation::remove(entry_id::parse("app:a"))})));
    REQUIRE(!tree->move_head(2));
  }
  const auto tree = open_at(folder);
  CHECK(tree->head() == 2);
  CHECK(tree->next_number() == 4);
  REQUIRE(tree->versions().size() == 4);
  const version_ptr second = tree->get(2);
  CHECK(second->parent == 1);
  CHECK(second->author == "somebody");
  CHECK(second->source == change_source::files);
  CHECK(tree->get(1)->source == change_source::program);
  CHECK(second->made_at == std::chrono::system_clock::time_point{std::chrono::seconds{1'700'000'000}});
  REQUIRE(second->changes.size() == 2);
  CHECK(second->changes[0].kind == action::update);
  CHECK(*second->changes[0].item == sample("a"));
  CHECK(second->changes[0].item->module == "org/module");
  const version_ptr third = tree->get(3);
  CHECK(third->changes[0].kind == action::remove);
  CHECK(third->changes[0].item->id.text() == "app:a");
  CHECK(newest_child(*tree, 1)->number == 3);
}

TEST_CASE("registry history: it can be read, and not be changed so") {
  const test::temp_folder folder;
  CHECK(code_of(troupe::runtime::journal::read_registry_history(folder.path(), map_bytes).error()) == errc::not_found);
  { REQUIRE(!open_at(folder)->append(version_of(1, 0, {operation::create(sample("a"))}))); }
  {
    const auto reader = troupe::runtime::journal::read_registry_history(folder.path(), map_bytes);
    REQUIRE_MESSAGE(reader, message_of(reader.error()));
    CHECK((*reader)->head() == 1);
    CHECK(*(*reader)->get(1)->changes[0].item == sample("a"));
    CHECK((*reader)->append(version_of(2, 1, {operation::create(sample("b"))})));
    CHECK((*reader)->head() == 1);
  }
  CHECK(open_at(folder)->next_number() == 2);
}

TEST_CASE("registry history: moving the head to an unknown version is refused") {
  const test::temp_folder folder;
  const auto tree = open_at(folder);
  CHECK(code_of(tree->move_head(7)) == errc::not_found);
  CHECK(tree->head() == 0);
}

TEST_CASE("registry history: a full disk refuses the version, and the next one that fits gets its number") {
  const test::temp_folder folder;
  auto made = open_registry_history(folder.path(), size_t{1} << 20);
  REQUIRE(made);
  history& tree = **made;
  entry large = sample("large");
  large.data.set("text", document{std::string(2'000'000, 'x')});
  CHECK(code_of(tree.append(version_of(1, 0, {operation::create(large)}))) == errc::unavailable);
  CHECK(tree.head() == 0);
  CHECK(tree.next_number() == 1);
  CHECK(!tree.append(version_of(1, 0, {operation::create(sample("small"))})));
}

TEST_CASE("registry history: a later format and a broken record are refused, and stay as they are") {
  const test::temp_folder folder;
  { CHECK(!open_at(folder)->append(version_of(1, 0, {operation::create(sample("a"))}))); }
  using namespace troupe::runtime::journal;
  const auto overwrite = [&](const char* name, std::string_view key, std::string_view bytes) {
    const auto env = std::move(*lmdb::open(folder.path(), {.map_bytes = map_bytes}));
    const table t = *env->open_table(name);
    auto txn = write_txn::begin(*env);
    REQUIRE(!txn->put(t, key, bytes));
    REQUIRE(!std::move(*txn).commit());
  };
  overwrite("versions", key_of(1), "nonsense");
  const auto broken = open_registry_history(folder.path(), map_bytes);
  REQUIRE(!broken);
  CHECK(message_of(broken.error()).find("v1 cannot be read") != std::string::npos);
  overwrite("facts", "format", key_of(2));
  const auto later = open_registry_history(folder.path(), map_bytes);
  REQUIRE(!later);
  CHECK(code_of(later.error()) == errc::invalid);
  CHECK(message_of(later.error()).find("later troupe") != std::string::npos);
}
