#include "registry/version_constraint.hpp"

#include <doctest/doctest.h>

#include <string>

namespace troupe::registry {

namespace {

bool allows(std::string_view constraint, std::string_view version) {
  const auto parsed = version_constraint::parse(constraint);
  REQUIRE_MESSAGE(parsed, message_of(parsed.error()));
  const auto candidate = semantic_version::parse(version);
  REQUIRE_MESSAGE(candidate, std::string{version});
  return parsed->allows(*candidate);
}

}  // namespace

TEST_CASE("version_constraint: versions are ordered by their numbers, a pre-release before its release") {
  const char* ordered[] = {"0.9", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-rc.2", "1.0.0-rc.11", "v1", "1.0.1", "1.2.0+build", "1.10", "2.0.0"};
  for (size_t i = 0; i < std::size(ordered); ++i)
    for (size_t j = 0; j < std::size(ordered); ++j) {
      INFO(ordered[i] << " and " << ordered[j]);
      CHECK((*semantic_version::parse(ordered[i]) <=> *semantic_version::parse(ordered[j])) == (i <=> j));
    }
  CHECK(*semantic_version::parse("v1.2") == *semantic_version::parse("1.2.0+x"));
  for (const char* each : {"", "v", "1.x", "1.2.3.4", "one", "1..2", "1.0.0-", "-1", "1.0.0-a..b", "99999999999999999999"})
    CHECK_MESSAGE(!semantic_version::parse(each), each);
}

TEST_CASE("version_constraint: what each form allows and what it does not") {
  struct {
    const char* constraint;
    std::vector<const char*> allowed, refused;
  } const cases[] = {
    {"", {"0.0.1", "9.9.9"}, {}},
    {"*", {"0.0.1", "9.9.9-rc"}, {}},
    {"1.2.3", {"1.2.3", "v1.2.3"}, {"1.2.4", "1.2.3-rc"}},
    {"=v1.2", {"1.2.0"}, {"1.2.1"}},
    {"^1.2.3", {"1.2.3", "1.9.0"}, {"1.2.2", "2.0.0", "2.0.0-rc"}},
    {"^0.2.3", {"0.2.3", "0.2.9"}, {"0.3.0", "0.2.2"}},
    {"^0.0.3", {"0.0.3"}, {"0.0.4"}},
    {"^0", {"0.0.1", "0.9.9"}, {"1.0.0"}},
    {"~1.2.3", {"1.2.3", "1.2.9"}, {"1.3.0", "1.2.2"}},
    {"~1", {"1.0.0", "1.9.9"}, {"2.0.0"}},
    {">=1.0.0 <2.0.0", {"1.0.0", "1.9.9"}, {"2.0.0", "0.9.9"}},
    {">= 1.0, <= 1.5", {"1.0.0", "1.5.0"}, {"1.5.1"}},
    {">1", {"1.0.1"}, {"1.0.0"}},
  };
  for (const auto& each : cases) {
    INFO(each.constraint);
    for (const char* version : each.allowed)
      CHECK_MESSAGE(allows(each.constraint, version), version);
    for (const char* version : each.refused)
      CHECK_MESSAGE(!allows(each.constraint, version), version);
  }
}

TEST_CASE("version_constraint: what is none says how one is written") {
  for (const char* each : {"nine", "=>1", "^", ">= ", "1.x", "^*", "1 || 2"}) {
    const auto parsed = version_constraint::parse(each);
    REQUIRE_MESSAGE(!parsed, each);
    CHECK(message_of(parsed.error())
          == "\"" + std::string{each} + R"(" is no version constraint (write it like "^1.2", ">=1.2 <2", "1.2.3" or "*"))");
  }
  CHECK(version_constraint::parse("*")->any());
  CHECK(!version_constraint::parse(">=0")->any());
}

}  // namespace troupe::registry
