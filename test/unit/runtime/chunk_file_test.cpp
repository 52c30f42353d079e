#include "runtime/lua/chunk_file.hpp"

#include "config/files.hpp"
#include "test/support/temp_folder.hpp"

#include <doctest/doctest.h>

using namespace troupe;
using namespace troupe::runtime::lua;

namespace {

const std::string maker(32, 'm');

std::vector<stored_chunk> two_chunks() {
  std::vector<stored_chunk> all(2);
  all[0].key.fill(1);
  all[0].bytecode = std::make_shared<const std::string>(std::string("\x1bLJ\0one", 7));
  all[1].key.fill(2);
  all[1].types_checked = true;
  all[1].bytecode = std::make_shared<const std::string>("two");
  return all;
}

}  // namespace

TEST_CASE("chunk file: what is written is read") {
  const test::temp_folder folder;
  const std::filesystem::path file = folder.path() / "made" / "chunks";
  REQUIRE_FALSE(write_chunk_file(file, maker, two_chunks()));
  const auto read = read_chunk_file(file, maker);
  REQUIRE(read.size() == 2);
  CHECK(read[0].key == two_chunks()[0].key);
  CHECK(*read[0].bytecode == *two_chunks()[0].bytecode);
  CHECK_FALSE(read[0].types_checked);
  CHECK(read[1].types_checked);
}

TEST_CASE("chunk file: none is as good as that of another maker") {
  const test::temp_folder folder;
  const std::filesystem::path file = folder.path() / "chunks";
  CHECK(read_chunk_file(file, maker).empty());
  REQUIRE_FALSE(write_chunk_file(file, maker, two_chunks()));
  CHECK(read_chunk_file(file, std::string(32, 'n')).empty());
  CHECK(read_chunk_file(file, "").empty());
}

TEST_CASE("chunk file: any damage is seen") {
  const test::temp_folder folder;
  const std::filesystem::path file = folder.path() / "chunks";
  REQUIRE_FALSE(write_chunk_file(file, maker, two_chunks()));
  const std::string whole = *read_text_file(file);
  for (size_t i = 0; i < whole.size(); ++i) {
    std::string damaged = whole;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x10);
    REQUIRE_FALSE(write_text_file(file, damaged));
    CHECK(read_chunk_file(file, maker).empty());
    REQUIRE_FALSE(write_text_file(file, whole.substr(0, i)));
    CHECK(read_chunk_file(file, maker).empty());
  }
}

TEST_CASE("chunk file: a program knows itself") {
  CHECK(chunk_maker().size() == 32);
  CHECK(chunk_maker() == chunk_maker());
}
