#include "config/files.hpp"

#include "config/size.hpp"
#include "test/support/temp_folder.hpp"

#include <doctest/doctest.h>

#include <sys/stat.h>

namespace troupe {

TEST_CASE("files: a text is written whole and read back") {
  test::temp_folder folder;
  const std::string text(100'000, 'x');
  REQUIRE_FALSE(write_text_file(folder / "a.txt", text, 0600));
  CHECK(*read_text_file(folder / "a.txt") == text);
  struct stat about {};
  REQUIRE(::stat((folder / "a.txt").c_str(), &about) == 0);
  CHECK((about.st_mode & 0777) == 0600);
  REQUIRE_FALSE(write_text_file(folder / "a.txt", "", 0600));
  CHECK(*read_text_file(folder / "a.txt") == "");
}

TEST_CASE("files: failures name the file and their kind") {
  test::temp_folder folder;
  const auto missing = read_text_file(folder / "none");
  CHECK(code_of(missing.error()) == errc::not_found);
  CHECK(message_of(missing.error()).find("/none: No such file") != std::string::npos);
  CHECK(code_of(read_text_file(folder.path()).error()) == errc::internal);
  CHECK(write_text_file(folder / "no/such/file", "x"));
}

TEST_CASE("files: why a file cannot be read, where its name is known") {
  test::temp_folder folder;
  std::filesystem::create_symlink("nowhere", folder / "link");
  const auto why = [&](const char* name) {
    return why_unreadable(folder / name, read_text_file(folder / name).error());
  };
  CHECK(why("link") == "a link to nowhere, which does not exist");
  CHECK(why("none") == "cannot be read: No such file or directory");
}

TEST_CASE("files: inside means below a folder or the folder itself") {
  CHECK(is_inside("/a/b", "/a"));
  CHECK(is_inside("/a", "/a/"));
  CHECK(is_inside("/a", "/"));
  CHECK_FALSE(is_inside("/ab", "/a"));
  CHECK_FALSE(is_inside("/", "/a"));
}

TEST_CASE("files: paths are shown relative where that is shorter") {
  CHECK(shown_path("/a/b/c.yaml", "/a") == "b/c.yaml");
  CHECK(shown_path("/a/b/../c.yaml", "/a/") == "c.yaml");
  CHECK(shown_path("/x/c.yaml", "/a") == "/x/c.yaml");
  CHECK(shown_path("/x/c.yaml", "") == "/x/c.yaml");
}

TEST_CASE("size: amounts with units, powers of 1024") {
  CHECK(parse_size("256M") == uint64_t{256} << 20);
  CHECK(parse_size("1g") == uint64_t{1} << 30);
  CHECK(parse_size("4KB") == 4096);
  CHECK(parse_size("2GiB") == uint64_t{2} << 30);
  CHECK(parse_size("1T") == uint64_t{1} << 40);
  CHECK(parse_size("77") == 77);
  CHECK(parse_size("77B") == 77);
  for (const char* text : {"", "M", "1.5G", "-1", "1X", "1MBx", "99999999999T", " 1"})
    CHECK_FALSE(parse_size(text));
  CHECK(format_size(uint64_t{256} << 20) == "256M");
  CHECK(format_size(1000) == "1000");
  CHECK(format_size(0) == "0");
}

}  // namespace troupe
