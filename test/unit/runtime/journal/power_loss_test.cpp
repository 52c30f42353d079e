// Power goes at every synchronization of a few lives of a journal, and before and after each; what of the unsynchronized writes reaches the disk
// is random. Each time, what the next start finds is the state after some step, no earlier than the last one that was acknowledged as durable.
#include "recorded_disk.hpp"

#include "config/errc.hpp"
#include "runtime/journal/group_commit.hpp"
#include "runtime/journal/keys.hpp"
#include "test/support/temp_folder.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <map>
#include <random>
#include <string>
#include <vector>

using namespace troupe;
using namespace troupe::runtime::journal;

namespace {

using model = std::map<std::string, std::string>;

// What a step does is a matter of its number: a record of the log, some keys of the state, and its number, across two tables.
struct change {
  std::string record;
  std::vector<std::pair<std::string, std::string>> puts;
  std::string erased;
};

change change_of(uint64_t number) {
  std::mt19937_64 random{number * 7919};
  change made;
  made.record.assign(random() % (random() % 8 == 0 ? 20'000 : 300), static_cast<char>('a' + number % 26));
  for (uint64_t i = random() % 4; i > 0; --i)
    made.puts.emplace_back(fmt::format("key {}", random() % 50), std::string(random() % 2'000, static_cast<char>('A' + number % 26)));
  made.erased = fmt::format("key {}", random() % 50);
  return made;
}

void apply(model& to, uint64_t number) {
  const change what = change_of(number);
  to["log " + key_of(number)] = what.record;
  for (const auto& [key, bytes] : what.puts)
    to["state " + key] = bytes;
  to.erase("state " + what.erased);
}

struct tables {
  table log, state;
};

tables tables_of(lmdb& env) {
  return {*env.open_table("log"), *env.open_table("state")};
}

step step_of(const tables& in, uint64_t number) {
  return {[in, number](write_txn& txn) -> caf::error {
    const change what = change_of(number);
    if (caf::error failed = txn.append(in.log, key_of(number), what.record))
      return failed;
    for (const auto& [key, bytes] : what.puts)
      if (caf::error failed = txn.put(in.state, key, bytes))
        return failed;
    if (const auto erased = txn.erase(in.state, what.erased); !erased)
      return erased.error();
    return txn.put(in.state, "last", key_of(number));
  }, {}};
}

lmdb::options options_of(lmdb::durability commits, int boot) {
  lmdb::options how;
  how.map_bytes = size_t{1} << 28;
  how.commits = commits;
  how.boot = fmt::format("boot {}", boot);
  return how;
}

// The number of the step after which the state is as found, which is checked as a whole.
uint64_t state_of(lmdb& env, const tables& in) {
  const auto txn = read_txn::begin(env);
  REQUIRE(txn);
  model found;
  uint64_t last = 0;
  for (const auto& [from, prefix] : {std::pair{in.log, "log "}, std::pair{in.state, "state "}}) {
    auto walk = cursor::open(*txn, from);
    REQUIRE(walk);
    for (auto at = walk->seek({}); ; at = walk->next()) {
      REQUIRE(at);
      if (!*at)
        break;
      if ((*at)->key == "last")
        last = *number_in((*at)->bytes);
      else
        found[prefix + std::string{(*at)->key}] = (*at)->bytes;
    }
  }
  model expected;
  for (uint64_t i = 1; i <= last; ++i)
    apply(expected, i);
  CHECK(found == expected);
  return last;
}

struct life {
  uint64_t crashes = 0;
  uint64_t lost = 0;  // crashes after which the newest step was gone
};

// `steps` more steps in a journal that has had `from`; the power goes at every point. What is in `folder` afterwards is one of those states.
uint64_t live(const std::filesystem::path& folder, lmdb::durability commits, int boot, uint64_t from, int steps, std::mt19937_64& random, life& count) {
  uint64_t durable = from;    // told to be on the disk
  uint64_t submitted = from;
  auto left = std::make_unique<test::temp_folder>();
  uint64_t state = from;
  {
    test::recorded_disk disk{folder};
    const auto look = [&] {
      const auto watching = std::exchange(disk.at_sync, {});
      for (const double kept : {0.0, 0.5, 1.0}) {
        auto image = std::make_unique<test::temp_folder>();
        disk.crash(image->path(), kept, random);
        auto env = lmdb::open(image->path(), options_of(commits, boot + 1));
        REQUIRE_MESSAGE(env, message_of(env.error()));
        const uint64_t found = state_of(**env, tables_of(**env));
        CHECK(found >= durable);
        CHECK(found <= submitted);
        ++count.crashes;
        count.lost += found < submitted ? 1 : 0;
        env->reset();
        if (random() % 20 == 0) {
          left = std::make_unique<test::temp_folder>();
          disk.crash(left->path(), kept, random);
        }
      }
      disk.at_sync = watching;
    };
    auto env = lmdb::open(folder, options_of(commits, boot));
    REQUIRE_MESSAGE(env, message_of(env.error()));
    const tables in = tables_of(**env);
    REQUIRE(!(*env)->sync());
    CHECK(state_of(**env, in) == from);
    disk.at_sync = look;
    for (int done = 0; done < steps;) {
      std::vector<step> group;
      for (uint64_t i = random() % 4 + 1; i > 0; --i, ++done)
        group.push_back(step_of(in, ++submitted));
      REQUIRE(!commit_group(**env, group));
      if (commits == lmdb::durability::always)
        durable = submitted;
      else if (random() % 3 == 0) {
        REQUIRE(!(*env)->sync());
        durable = submitted;
      }
      if (random() % 4 == 0)
        look();
    }
    disk.at_sync = {};
    disk.crash(left->path(), 0.5, random);
  }
  // The next life begins after a crash.
  for (const auto& each : std::filesystem::directory_iterator{folder})
    std::filesystem::remove(each.path());
  for (const auto& each : std::filesystem::directory_iterator{left->path()})
    std::filesystem::copy_file(each.path(), folder / each.path().filename());
  auto env = lmdb::open(folder, options_of(commits, boot + 1));
  REQUIRE_MESSAGE(env, message_of(env.error()));
  state = state_of(**env, tables_of(**env));
  return state;
}

life lives(lmdb::durability commits, uint64_t seed) {
  std::mt19937_64 random{seed};
  const test::temp_folder folder;
  life count;
  uint64_t state = 0;
  for (int boot = 1; boot <= 5; ++boot)
    state = live(folder.path(), commits, boot * 2, state, 40, random, count);
  CHECK(state > 100);
  return count;
}

}  // namespace

TEST_CASE("power loss: an acknowledged commit is on the disk") {
  const life count = lives(lmdb::durability::always, 1);
  MESSAGE(count.crashes, " losses of power, ", count.lost, " of them during a commit");
  CHECK(count.crashes > 500);
}

TEST_CASE("power loss: of commits that are synchronized later, those before the last synchronization are on the disk, as a whole") {
  const life count = lives(lmdb::durability::later, 2);
  MESSAGE(count.crashes, " losses of power, ", count.lost, " of them lost something");
  CHECK(count.crashes > 200);
  CHECK(count.lost > 50);
}

TEST_CASE("power loss: the way commits reach the disk may change from start to start") {
  std::mt19937_64 random{3};
  const test::temp_folder folder;
  life count;
  uint64_t state = 0;
  for (int boot = 1; boot <= 6; ++boot)
    state = live(folder.path(), boot % 2 == 0 ? lmdb::durability::always : lmdb::durability::later, boot * 2, state, 20, random, count);
  CHECK(state > 60);
}

TEST_CASE("power loss: a program that was only killed loses nothing, its system goes on") {
  const test::temp_folder folder;
  std::mt19937_64 random{4};
  {
    test::recorded_disk disk{folder.path()};
    auto env = lmdb::open(folder.path(), options_of(lmdb::durability::later, 1));
    REQUIRE(env);
    const tables in = tables_of(**env);
    std::vector<step> group;
    for (uint64_t i = 1; i <= 10; ++i)
      group.push_back(step_of(in, i));
    REQUIRE(!commit_group(**env, group));
    const test::temp_folder left;
    disk.crash(left.path(), 1.0, random);
    auto again = lmdb::open(left.path(), options_of(lmdb::durability::later, 1));
    REQUIRE(again);
    CHECK(state_of(**again, tables_of(**again)) == 10);
  }
}

TEST_CASE("power loss: a reader that comes before the program is told to wait for it") {
  const test::temp_folder folder;
  std::mt19937_64 random{5};
  const test::temp_folder left;
  {
    test::recorded_disk disk{folder.path()};
    auto env = lmdb::open(folder.path(), options_of(lmdb::durability::later, 1));
    REQUIRE(env);
    tables_of(**env);
    disk.crash(left.path(), 0.5, random);
  }
  lmdb::options how = options_of(lmdb::durability::later, 2);
  how.mode = lmdb::access::read;
  const auto env = lmdb::open(left.path(), how);
  REQUIRE(!env);
  CHECK(message_of(env.error()).find("start the program") != std::string::npos);
}
