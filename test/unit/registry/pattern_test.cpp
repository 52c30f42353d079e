#include "registry/pattern.hpp"

#include <doctest/doctest.h>

#include <string>

namespace troupe::registry {

TEST_CASE("pattern: a star is one segment, two are any number") {
  CHECK(pattern_matches("app.web", "app.web"));
  CHECK_FALSE(pattern_matches("app.web", "app.webs"));
  CHECK(pattern_matches("app.*", "app.web"));
  CHECK_FALSE(pattern_matches("app.*", "app"));
  CHECK_FALSE(pattern_matches("app.*", "app.web.api"));
  CHECK(pattern_matches("app.**", "app"));
  CHECK(pattern_matches("app.**", "app.web.api"));
  CHECK(pattern_matches("**.api", "app.web.api"));
  CHECK(pattern_matches("**", "anything.at.all"));
  CHECK(pattern_matches("a.**.z", "a.z"));
  CHECK(pattern_matches("a.**.z", "a.b.c.z"));
  CHECK_FALSE(pattern_matches("a.**.z", "a.b.c"));
}

TEST_CASE("pattern: alternatives and parts of a segment") {
  CHECK(pattern_matches("app.(web|api)", "app.api"));
  CHECK_FALSE(pattern_matches("app.(web|api)", "app.db"));
  CHECK(pattern_matches("(a|b.c).x", "a.x"));
  CHECK(pattern_matches("old_*", "old_name"));
  CHECK(pattern_matches("(a|ab)c", "abc"));
  CHECK_FALSE(pattern_matches("", "a"));
  CHECK(pattern_matches("", ""));
}

TEST_CASE("pattern: globs over a whole text") {
  CHECK(glob_matches("*.lua", "process.lua"));
  CHECK(glob_matches("*", ""));
  CHECK(glob_matches("a?c*", "abcd"));
  CHECK_FALSE(glob_matches("a?c", "ac"));
  CHECK(glob_matches("*a*b*", "xxaxxbxx"));
  CHECK_FALSE(glob_matches("*a*b*", "xxbxxaxx"));
  CHECK_FALSE(glob_matches(std::string(50, '*') + "b", std::string(10000, 'a')));
}

}  // namespace troupe::registry
