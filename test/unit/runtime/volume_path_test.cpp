#include "runtime/modules/volume_path.hpp"

#include <doctest/doctest.h>

using namespace troupe::runtime::modules;

namespace {

std::string resolved(std::string_view from, std::string_view path) {
  std::string into;
  const char* problem = resolve_path(from, path, into);
  return problem == nullptr ? "=" + into : problem;
}

}  // namespace

TEST_CASE("volume_path: `/` is the root, others start at the working directory") {
  CHECK(resolved("", "/") == "=");
  CHECK(resolved("a/b", "/") == "=");
  CHECK(resolved("a/b", "c") == "=a/b/c");
  CHECK(resolved("a/b", "/c") == "=c");
  CHECK(resolved("a/b", ".") == "=a/b");
  CHECK(resolved("", "a//b/./c/") == "=a/b/c");
  CHECK(resolved("", "...") == "=...");
}

TEST_CASE("volume_path: `..` goes up, not beyond the root") {
  CHECK(resolved("a/b", "..") == "=a");
  CHECK(resolved("a/b", "../..") == "=");
  CHECK(resolved("a/b", "../c/../d") == "=a/d");
  CHECK(resolved("a/b", "../../..") == "path leaves the filesystem");
  CHECK(resolved("", "a/../../a") == "path leaves the filesystem");
  CHECK(resolved("a", "/..") == "path leaves the filesystem");
}

TEST_CASE("volume_path: nothing, and what ends a name for the system, are no paths") {
  CHECK(resolved("a", "") == "path is required");
  CHECK(resolved("", std::string_view{"a\0b", 3}) == "path contains a null byte");
}
