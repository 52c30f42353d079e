#include "config/errc.hpp"
#include "runtime/journal/group_commit.hpp"
#include "test/support/temp_folder.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace troupe;
using namespace troupe::runtime::journal;

namespace {

struct rig {
  explicit rig(size_t map_bytes = size_t{1} << 30) {
    lmdb::options how;
    how.map_bytes = map_bytes;
    env = std::move(*lmdb::open(folder.path(), how));
    t = *env->open_table("t");
  }

  void put(std::string key, std::string bytes) {
    steps.push_back({[this, key = std::move(key), bytes = std::move(bytes)](write_txn& txn) { return txn.put(t, key, bytes); }, {}});
  }

  void insert(std::string key) {
    steps.push_back({[this, key = std::move(key)](write_txn& txn) { return txn.insert(t, key, "inserted"); }, {}});
  }

  std::string get(std::string_view key) const {
    const auto txn = read_txn::begin(*env);
    const auto found = txn->get(t, key);
    return *found ? std::string{**found} : "-";
  }

  test::temp_folder folder;
  std::unique_ptr<lmdb> env;
  table t;
  std::vector<step> steps;
};

}  // namespace

TEST_CASE("group commit: steps happen in order, later ones see earlier ones") {
  rig r;
  r.put("a", "1");
  r.steps.push_back({[&](write_txn& txn) {
    const std::string before{**txn.get(r.t, "a")};
    return txn.put(r.t, "a", before + "2");
  }, {}});
  CHECK(!commit_group(*r.env, r.steps));
  CHECK(r.get("a") == "12");
}

TEST_CASE("group commit: a refused step does not touch its neighbours") {
  rig r;
  r.put("a", "1");
  r.insert("a");
  r.put("b", "2");
  CHECK(!commit_group(*r.env, r.steps));
  CHECK(!r.steps[0].result);
  CHECK(code_of(r.steps[1].result) == errc::already_exists);
  CHECK(!r.steps[2].result);
  CHECK(r.get("a") == "1");
  CHECK(r.get("b") == "2");
}

TEST_CASE("group commit: a step that can never be written fails alone") {
  rig r;
  r.put("a", "1");
  r.put(std::string(600, 'k'), "beyond what a key may be");
  r.put("b", "2");
  CHECK(!commit_group(*r.env, r.steps));
  CHECK(!r.steps[0].result);
  CHECK(r.steps[1].result);
  CHECK(!r.steps[2].result);
  CHECK(r.get("a") == "1");
  CHECK(r.get("b") == "2");
}

TEST_CASE("group commit: a full map takes none of the steps, and the same steps pass once there is room") {
  rig r{size_t{1} << 20};
  for (int i = 0; i < 20; ++i)
    r.put("k" + std::to_string(i), std::string(100'000, 'x'));
  const caf::error stopped = commit_group(*r.env, r.steps);
  CHECK(code_of(stopped) == errc::unavailable);
  CHECK(r.get("k0") == "-");
  r.env.reset();
  lmdb::options larger;
  larger.map_bytes = size_t{1} << 26;
  r.env = std::move(*lmdb::open(r.folder.path(), larger));
  r.t = *r.env->open_table("t");
  CHECK(!commit_group(*r.env, r.steps));
  CHECK(r.get("k19").size() == 100'000);
}
