#include "hosts/env_storages.hpp"

#include "config/files.hpp"
#include "test/support/temp_folder.hpp"

#include <doctest/doctest.h>

#include <sys/stat.h>

namespace troupe::hosts {

namespace {

std::string got(const std::shared_ptr<actors::env_storage>& from, const std::string& key) {
  const auto value = from->get(key);
  return !value ? std::string{kind_name(code_of(value.error()))} : value->value_or("(unset)");
}

}  // namespace

TEST_CASE("env storages: memory keeps what is written, static and os refuse") {
  const auto memory = make_memory_storage();
  CHECK(got(memory, "A") == "(unset)");
  CHECK_FALSE(memory->set("A", "1"));
  CHECK(got(memory, "A") == "1");
  const auto fixed = make_static_storage({{"A", "2"}});
  CHECK(got(fixed, "A") == "2");
  CHECK(got(fixed, "B") == "(unset)");
  CHECK(code_of(fixed->set("A", "3")) == errc::permission_denied);
  const auto os = make_os_storage();
  CHECK(got(os, "PATH") != "(unset)");
  CHECK(got(os, "TROUPE_NO_SUCH_VARIABLE") == "(unset)");
  CHECK(code_of(os->set("PATH", "x")) == errc::permission_denied);
}

TEST_CASE("env storages: a file is read line by line and a write keeps the others") {
  const test::temp_folder folder;
  const auto path = folder.path() / ".env";
  REQUIRE_FALSE(write_text_file(path, "# head\nA = 1 # one\n\nB=x=y\nA=2\nnothing\n"));
  const auto file = make_file_storage({path});
  CHECK(got(file, "A") == "2");
  CHECK(got(file, "B") == "x=y");
  CHECK(got(file, "nothing") == "(unset)");
  CHECK_FALSE(file->set("A", "3"));
  CHECK_FALSE(file->set("C", "4"));
  CHECK(*read_text_file(path) == "# head\nA=3\n\nB=x=y\nnothing\nC=4\n");
  CHECK(code_of(file->set("A", "two\nlines")) == errc::invalid);
  CHECK(code_of(file->set("A", "a#b")) == errc::invalid);
  CHECK(got(file, "A") == "3");
}

TEST_CASE("env storages: a missing file is made where the entry says so") {
  const test::temp_folder folder;
  CHECK(got(make_file_storage({folder.path() / "none"}), "A") == "NotFound");
  CHECK(code_of(make_file_storage({folder.path() / "none"})->set("A", "1")) == errc::not_found);
  const auto path = folder.path() / "deep" / "er" / "file.env";
  const auto made = make_file_storage({path, true, 0600, 0700});
  CHECK(got(made, "A") == "(unset)");
  CHECK_FALSE(made->set("A", "1"));
  CHECK(got(made, "A") == "1");
  struct stat info {};
  REQUIRE(stat(path.c_str(), &info) == 0);
  CHECK((info.st_mode & 0777U) == 0600U);
}

TEST_CASE("env storages: a router asks in order and writes to the first") {
  const auto first = make_memory_storage();
  const auto second = make_static_storage({{"A", "old"}, {"B", "b"}});
  actors::env_table table;
  const auto router = make_router_storage(table, {"app:first", "app:gone", "app:second"});
  table.publish({{"app:first", first}, {"app:second", second}, {"app:router", router}}, {});
  CHECK(got(router, "A") == "old");
  CHECK_FALSE(router->set("A", "new"));
  CHECK(got(router, "A") == "new");
  CHECK(got(first, "A") == "new");
  CHECK(got(router, "B") == "b");
  CHECK(got(router, "C") == "(unset)");
}

TEST_CASE("env storages: routers that name each other are told, not followed") {
  actors::env_table table;
  const auto one = make_router_storage(table, {"app:two"});
  table.publish({{"app:one", one}, {"app:two", make_router_storage(table, {"app:one"})}}, {});
  CHECK(got(one, "A") == "Internal");
  CHECK(code_of(one->set("A", "1")) == errc::internal);
}

}  // namespace troupe::hosts
