#include "hosts/program_store.hpp"

#include "test/support/manual_pool.hpp"
#include "test/unit/registry/make_entry.hpp"

#include <doctest/doctest.h>

namespace troupe::hosts {

namespace {

using registry::make_entry;

registry::entry library(const std::string& number) {
  return make_entry("app:numbers", "library.lua", "{source: 'return {n = " + number + "}'}");
}

struct fixture {
  fixture() {
    store.begin();
    const auto importing = "{source: 'return {main = function() return require(\"numbers\").n end}', method: main, imports: {numbers: app:numbers}}";
    REQUIRE_FALSE(store.create(library("1")));
    REQUIRE_FALSE(store.create(make_entry("app:process", "process.lua", importing)));
    REQUIRE_FALSE(store.create(make_entry("app:function", "function.lua", importing)));
    REQUIRE_FALSE(store.create(make_entry("app:alone", "process.lua", "{source: 'return {main = function() end}'}")));
    REQUIRE_FALSE(store.commit());
  }

  std::shared_ptr<const runtime::lua::program> program(std::string_view id) {
    const auto found = store.process_program(id);
    REQUIRE(found);
    return *found;
  }

  test::manual_pool pool;
  program_store store{[this]() -> actors::pool& { return pool; }};
};

}  // namespace

TEST_CASE("program_store: a changed library renews what imports it, and nothing else") {
  fixture f;
  const auto process = f.program("app:process");
  const auto alone = f.program("app:alone");
  const auto function = f.store.functions("app:function");
  f.store.begin();
  REQUIRE_FALSE(f.store.update(library("1"), library("2")));
  CHECK(f.program("app:process") == process);  // not before the commit
  REQUIRE_FALSE(f.store.commit());
  CHECK(f.program("app:process") != process);
  CHECK(f.program("app:process")->units.front().bytecode != process->units.front().bytecode);
  CHECK(f.store.functions("app:function") != function);
  CHECK(f.program("app:alone") == alone);
}

TEST_CASE("program_store: a discarded transaction leaves everything as it was") {
  fixture f;
  const auto process = f.program("app:process");
  f.store.begin();
  REQUIRE_FALSE(f.store.update(library("1"), library("2")));
  f.store.discard();
  CHECK(f.program("app:process") == process);
}

}  // namespace troupe::hosts
