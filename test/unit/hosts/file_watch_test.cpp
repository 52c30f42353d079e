#include "hosts/file_watch.hpp"

#include "test/support/temp_folder.hpp"

#include <doctest/doctest.h>

#include <condition_variable>
#include <fstream>
#include <mutex>

using namespace troupe;
using namespace troupe::hosts;
using namespace std::chrono_literals;

namespace {

// Counts the calls of a watch and waits for them.
struct watched {
  explicit watched(std::vector<std::filesystem::path> roots, std::vector<std::filesystem::path> ignored = {}) {
    auto opened = file_watch::open({std::move(roots), std::move(ignored), 20ms, 500ms}, [this] {
      const std::lock_guard lock{guard};
      ++calls;
      changed.notify_all();
    });
    REQUIRE(opened);
    watch = std::move(*opened);
  }

  // True once there was a call since the last question.
  bool told(std::chrono::milliseconds patience = 10s) {
    std::unique_lock lock{guard};
    const bool heard = changed.wait_for(lock, patience, [this] { return calls > 0; });
    calls = 0;
    return heard;
  }

  std::mutex guard;
  std::condition_variable changed;
  int calls = 0;
  std::unique_ptr<file_watch> watch;
};

void write_file(const std::filesystem::path& where, const std::string& text) {
  std::ofstream{where} << text;
}

}  // namespace

TEST_CASE("file watch: writes, renames over, removals and new folders with what they already hold") {
  const test::temp_folder scratch;
  const auto root = scratch.path() / "app";
  std::filesystem::create_directories(root / "deep" / "deeper");
  write_file(root / "a.lua", "return 1");
  watched seen{{root}};
  write_file(root / "a.lua", "return 2");
  CHECK(seen.told());
  write_file(root / "deep" / "deeper" / "b.yaml", "x");
  CHECK(seen.told());
  write_file(scratch.path() / "elsewhere", "return 3");
  std::filesystem::rename(scratch.path() / "elsewhere", root / "a.lua");
  CHECK(seen.told());
  std::filesystem::create_directories(scratch.path() / "made" / "inner");
  std::filesystem::rename(scratch.path() / "made", root / "made");
  CHECK(seen.told());
  write_file(root / "made" / "inner" / "c.lua", "x");
  CHECK(seen.told());
  std::filesystem::remove(root / "a.lua");
  CHECK(seen.told());
}

TEST_CASE("file watch: a burst is told once it is over") {
  const test::temp_folder scratch;
  watched seen{{scratch.path()}};
  for (int i = 0; i < 50; ++i)
    write_file(scratch.path() / ("f" + std::to_string(i)), "x");
  CHECK(seen.told());
  CHECK_FALSE(seen.told(150ms));
}

TEST_CASE("file watch: what is ignored, and what lies beside a single file, is no change") {
  const test::temp_folder scratch;
  const auto root = scratch.path() / "app";
  std::filesystem::create_directories(root / ".troupe");
  watched seen{{root, scratch.path() / "troupe.lock"}, {root / ".troupe"}};
  write_file(root / ".troupe" / "journal", "x");
  write_file(scratch.path() / "other", "x");
  CHECK_FALSE(seen.told(150ms));
  write_file(scratch.path() / "troupe.lock", "x");  // it was not there before
  CHECK(seen.told());
}

TEST_CASE("file watch: a folder that is moved within the tree is known under its new name, one that leaves it is forgotten") {
  const test::temp_folder scratch;
  const auto root = scratch.path() / "app";
  std::filesystem::create_directories(root / "old");
  watched seen{{root}};
  std::filesystem::rename(root / "old", root / "new");
  CHECK(seen.told());
  write_file(root / "new" / "a", "x");
  CHECK(seen.told());
  std::filesystem::rename(root / "new", scratch.path() / "away");
  CHECK(seen.told());
  write_file(scratch.path() / "away" / "a", "y");
  CHECK_FALSE(seen.told(150ms));
}

TEST_CASE("file watch: a root that is replaced by another folder of its name stays watched") {
  const test::temp_folder scratch;
  const auto root = scratch.path() / "app";
  std::filesystem::create_directories(root);
  std::filesystem::create_directories(scratch.path() / "next");
  watched seen{{root}};
  std::filesystem::rename(root, scratch.path() / "previous");
  CHECK(seen.told());
  std::filesystem::rename(scratch.path() / "next", root);
  CHECK(seen.told());
  write_file(root / "a", "x");
  CHECK(seen.told());
}
