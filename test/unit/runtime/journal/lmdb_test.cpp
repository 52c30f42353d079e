#include "config/errc.hpp"
#include "runtime/journal/lmdb.hpp"
#include "test/support/temp_folder.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace troupe;
using namespace troupe::runtime::journal;

namespace {

std::unique_ptr<lmdb> open_at(const std::filesystem::path& folder, lmdb::options how = {}) {
  if (how.map_bytes == lmdb::options{}.map_bytes)
    how.map_bytes = size_t{1} << 30;  // sanitizers reserve address space of their own
  auto made = lmdb::open(folder, how);
  REQUIRE_MESSAGE(made, message_of(made.error()));
  return std::move(*made);
}

void put(lmdb& env, table into, std::string_view key, std::string_view bytes) {
  auto txn = write_txn::begin(env);
  REQUIRE(txn);
  REQUIRE(!txn->put(into, key, bytes));
  REQUIRE(!std::move(*txn).commit());
}

std::string get(const lmdb& env, table from, std::string_view key) {
  const auto txn = read_txn::begin(env);
  REQUIRE(txn);
  const auto found = txn->get(from, key);
  REQUIRE(found);
  return *found ? std::string{**found} : "-";
}

}  // namespace

TEST_CASE("lmdb: what was committed is there after closing, what was not is gone") {
  const test::temp_folder folder;
  {
    const auto env = open_at(folder / "deep" / "journal");
    const table t = *env->open_table("t");
    put(*env, t, "a", "1");
    auto txn = write_txn::begin(*env);
    REQUIRE(!txn->put(t, "b", "2"));
    CHECK(**txn->get(t, "b") == "2");  // it reads its own writes
    CHECK(get(*env, t, "b") == "-");   // nobody else does
  }
  const auto env = open_at(folder / "deep" / "journal");
  const table t = *env->open_table("t");
  CHECK(get(*env, t, "a") == "1");
  CHECK(get(*env, t, "b") == "-");
}

TEST_CASE("lmdb: a reader keeps its version") {
  const test::temp_folder folder;
  const auto env = open_at(folder.path());
  const table t = *env->open_table("t");
  put(*env, t, "a", "1");
  const auto reader = read_txn::begin(*env);
  put(*env, t, "a", "2");
  CHECK(**reader->get(t, "a") == "1");
  CHECK(get(*env, t, "a") == "2");
}

TEST_CASE("lmdb: insert refuses a key that is there and leaves the transaction whole") {
  const test::temp_folder folder;
  const auto env = open_at(folder.path());
  const table t = *env->open_table("t");
  put(*env, t, "a", "1");
  auto txn = write_txn::begin(*env);
  CHECK(code_of(txn->insert(t, "a", "2")) == errc::already_exists);
  CHECK(!txn->broken());
  CHECK(!txn->insert(t, "b", "2"));
  CHECK(*txn->erase(t, "a"));
  CHECK_FALSE(*txn->erase(t, "a"));
  CHECK(!std::move(*txn).commit());
  CHECK(get(*env, t, "a") == "-");
  CHECK(get(*env, t, "b") == "2");
}

TEST_CASE("lmdb: append refuses a key that is not the greatest, and the transaction is then worth nothing") {
  const test::temp_folder folder;
  const auto env = open_at(folder.path());
  const table t = *env->open_table("t");
  put(*env, t, "b", "1");
  auto txn = write_txn::begin(*env);
  CHECK(!txn->append(t, "c", "2"));
  CHECK(txn->append(t, "a", "3"));
  CHECK(txn->broken());
  CHECK(std::move(*txn).commit());
  CHECK(get(*env, t, "c") == "-");
}

TEST_CASE("lmdb: a cursor walks in the order of the keys, both ways, and erases") {
  const test::temp_folder folder;
  const auto env = open_at(folder.path());
  const table t = *env->open_table("t");
  for (const char* key : {"c", "a", "e"})
    put(*env, t, key, key);
  auto txn = write_txn::begin(*env);
  {
    auto at = cursor::open(*txn, t);
    CHECK((*at->seek("b"))->key == "c");
    CHECK((*at->next())->key == "e");
    CHECK_FALSE(*at->next());
    CHECK((*at->last())->key == "e");
    CHECK((*at->previous())->key == "c");
    CHECK(!at->erase());
    CHECK((*at->seek(""))->key == "a");
    CHECK((*at->next())->key == "e");
    CHECK_FALSE(*at->seek("f"));
  }
  CHECK(*txn->count(t) == 2);
  CHECK(!std::move(*txn).commit());
}

TEST_CASE("lmdb: a full map fails as unavailable, keeps what is there, and has room again with a larger map") {
  const test::temp_folder folder;
  const std::string block(100'000, 'x');
  lmdb::options small;
  small.map_bytes = size_t{1} << 20;
  size_t kept = 0;
  {
    const auto env = open_at(folder.path(), small);
    const table t = *env->open_table("t");
    caf::error problem;
    while (!problem && kept < 100) {
      auto txn = write_txn::begin(*env);
      problem = txn->put(t, "k" + std::to_string(kept), block);
      if (!problem)
        problem = std::move(*txn).commit();
      kept += problem ? 0 : 1;
    }
    CHECK(code_of(problem) == errc::unavailable);
    CHECK(message_of(problem).find("raise journal.map_size") != std::string::npos);
  }
  CHECK(kept > 3);
  const auto env = open_at(folder.path());
  const table t = *env->open_table("t");
  CHECK(get(*env, t, "k" + std::to_string(kept - 1)) == block);
  put(*env, t, "more", block);
}

TEST_CASE("lmdb: a folder that holds something else is refused with its name") {
  const test::temp_folder folder;
  folder.write("data.mdb", std::string(10'000, 'x'));
  const auto made = lmdb::open(folder.path(), {});
  REQUIRE(!made);
  CHECK(code_of(made.error()) == errc::invalid);
  CHECK(message_of(made.error()).find(folder.path().string()) != std::string::npos);
}

TEST_CASE("lmdb: an environment opened for reading sees tables that are there and names those that are not") {
  const test::temp_folder folder;
  {
    const auto env = open_at(folder.path());
    const table t = *env->open_table("t");
    put(*env, t, "a", "1");
  }
  lmdb::options reading;
  reading.mode = lmdb::access::read;
  const auto env = open_at(folder.path(), reading);
  const auto t = env->open_table("t");
  REQUIRE(t);
  CHECK(get(*env, *t, "a") == "1");
  const auto other = env->open_table("other");
  REQUIRE(!other);
  CHECK(code_of(other.error()) == errc::not_found);
  CHECK(!write_txn::begin(*env));
}

TEST_CASE("lmdb: a file that was cut is refused, as reading behind its end would end the program") {
  const test::temp_folder folder;
  const std::string large(100'000, 'x');
  {
    const auto env = open_at(folder.path());
    put(*env, *env->open_table("t"), "a", large);
  }
  const auto file = folder / "data.mdb";
  std::filesystem::resize_file(file, std::filesystem::file_size(file) - 40'000);
  const auto made = lmdb::open(folder.path(), {.map_bytes = size_t{1} << 30});
  REQUIRE_FALSE(made);
  CHECK(code_of(made.error()) == errc::invalid);
  CHECK(message_of(made.error()).find("data.mdb was cut") != std::string::npos);
}

TEST_CASE("lmdb: nothing is committed to a file that has been deleted") {
  const test::temp_folder folder;
  const auto env = open_at(folder.path());
  const table t = *env->open_table("t");
  put(*env, t, "a", "1");
  std::filesystem::remove(folder / "data.mdb");
  auto txn = write_txn::begin(*env);
  REQUIRE(!txn->put(t, "a", "2"));
  const caf::error refused = std::move(*txn).commit();
  CHECK(code_of(refused) == errc::unavailable);
  CHECK(message_of(refused).find("was deleted while the program runs") != std::string::npos);
  CHECK(get(*env, t, "a") == "1");
}
