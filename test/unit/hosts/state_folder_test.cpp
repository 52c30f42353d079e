#include "hosts/state_folder.hpp"

#include "config/errc.hpp"
#include "test/support/temp_folder.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

using namespace troupe;
using namespace troupe::hosts;

TEST_CASE("state folder: a second host on it is refused and told the first one's pid; the end of the first frees it") {
  const test::temp_folder scratch;
  {
    const auto first = state_folder::open(scratch.path() / "state");
    REQUIRE(first);
    const auto second = state_folder::open(scratch.path() / "state");
    REQUIRE_FALSE(second);
    CHECK(code_of(second.error()) == errc::conflict);
    CHECK(message_of(second.error()).find("(pid " + std::to_string(getpid()) + ")") != std::string::npos);
  }
  CHECK(state_folder::open(scratch.path() / "state"));
}
