#include "runtime/syntax/run_time_error.hpp"

#include <doctest/doctest.h>

using namespace troupe::syntax;

namespace {

// The word of the second line that the remedy points at, to the end of the line; "-" if there is none.
std::string pointed(const std::string& text, const std::string& line) {
  const std::string message = "app:m:2: " + text;
  const auto place = place_of(message);
  REQUIRE(place);
  const auto found = remedy_for(*place, "first\n" + line + "\nthird");
  if (!found)
    return "-";
  CHECK_FALSE(found->message.empty());
  CHECK(found->line == 2);
  CHECK(found->source_line == line);
  return line.substr(found->column - 1);
}

}  // namespace

TEST_CASE("run-time error: the position at its beginning") {
  const auto place = place_of("app.sub:main:12: attempt to call a nil value");
  REQUIRE(place);
  CHECK(place->chunk == "app.sub:main");
  CHECK(place->line == 12);
  CHECK(place->text == "attempt to call a nil value");
  for (const char* text : {"", "stack overflow", "app:main", "app:main: x", "app:main:x: y", "app:main:1:", "an error: of: 12: kinds"})
    CHECK_FALSE(place_of(text));
}

TEST_CASE("run-time error: the word that it is about") {
  CHECK(pointed("attempt to index global 'b' (a nil value)", "local a = ab + b.x") == "b.x");
  CHECK(pointed("attempt to call method 'go' (a nil value)", "go.x:go()") == "go()");
  CHECK(pointed("attempt to call field 'go' (a nil value)", "go.go()") == "go()");
  CHECK(pointed("attempt to concatenate local 'x' (a nil value)", "return \"x\" .. 'x' .. x -- x") == "x -- x");
  CHECK(pointed("attempt to concatenate a nil value", "return a.b .. f()") == ".. f()");
  CHECK(pointed("attempt to perform arithmetic on a nil value", "  return f() + 1") == "+ 1");
  CHECK(pointed("attempt to perform bitwise operation on a string value", "return n & 1") == "& 1");
  CHECK(pointed("attempt to get length of local 'list' (a nil value)", "return #list") == "list");
  CHECK(pointed("attempt to compare number with nil", "  if a <= b then") == "<= b then");
  CHECK(pointed("attempt to divide by zero", "x = a // b") == "// b");
  CHECK(pointed("bad argument #1 to 'rep' (string expected, got nil)", "local s = string.rep(x)") == "rep(x)");
  CHECK(pointed("expected integer, got nil", "return integer(x)") == "integer(x)");
  CHECK(pointed("module 'json' not found", "local json = require('json')") == "require('json')");
  CHECK(pointed("attempt to index global 'gone' (a nil value)", "  from_another_line()") == "from_another_line()");
}

TEST_CASE("run-time error: nothing is said where nothing better is known") {
  CHECK(pointed("the shop is closed", "error('the shop is closed')") == "-");
  CHECK(pointed("module \"sql\" is not available in this build", "require('sql')") == "-");
  CHECK_FALSE(remedy_for({"app:m", 9, "table index is nil"}, "one line"));
  CHECK_FALSE(remedy_for({"app:m", 0, "table index is nil"}, "one line"));
  CHECK_FALSE(remedy_without_place("the shop is closed"));
  CHECK(remedy_without_place("stack overflow")->find("calls itself") != std::string::npos);
  CHECK(remedy_without_place("bad argument #1 to '?' (table expected, got nil)")->find("return f(x)") != std::string::npos);
}
