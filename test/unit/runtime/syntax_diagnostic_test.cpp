#include "runtime/syntax/translate.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

namespace troupe::syntax {

namespace {

std::vector<diagnostic> problems_of(std::string_view source) {
  auto result = translate(source, "test");
  if (auto* problems = std::get_if<std::vector<diagnostic>>(&result))
    return std::move(*problems);
  return {};
}

std::string first_of(std::string_view source) {
  const std::vector<diagnostic> problems = problems_of(source);
  if (problems.empty())
    return "no error";
  const diagnostic& first = problems.front();
  return std::to_string(first.line) + ":" + std::to_string(first.column) + ": " + first.message;
}

}  // namespace

TEST_CASE("diagnostics: codes tell syntax, scope and limits apart") {
  CHECK(problems_of("x = = 1").front().code == "P0001");
  CHECK(problems_of("local is = 1").front().code == "P0001");
  CHECK(problems_of("goto x").front().code == "P0002");
  CHECK(problems_of("break").front().code == "P0002");
  CHECK(problems_of("return " + std::string(300, '(')).front().code == "P0003");
}

TEST_CASE(
  "diagnostics: those that do not disturb the parse are reported together, in source order") {
  const std::vector<diagnostic> found =
    problems_of("goto x\nlocal is = 1\nbreak_ = 1\ndo break end\nx = = 1\ngoto y");
  REQUIRE(found.size() == 3);  // labels may stand behind the place where the parse stopped
  CHECK(found[0].line == 2);
  CHECK(found[1].line == 4);
  CHECK(found[2].line == 5);
  CHECK(found[2].message == "unexpected symbol near '='; to compare, write '=='");
}

TEST_CASE("diagnostics: a flood of them is cut") {
  std::string source;
  for (int i = 0; i < 1000; ++i)
    source += "local is = 1\n";
  const size_t count = problems_of(source).size();
  CHECK(count >= 10);
  CHECK(count <= 30);
}

TEST_CASE("diagnostics: lines and columns count every kind of line break, and bytes") {
  CHECK(first_of("a()\r\nb()\rc()\n\rx = = 1")
        == "4:5: unexpected symbol near '='; to compare, write '=='");
  CHECK(first_of("\xEF\xBB\xBFx = = 1")
        == "1:5: unexpected symbol near '='; to compare, write '=='");
  CHECK(first_of("#!lua\nx = = 1") == "2:5: unexpected symbol near '='; to compare, write '=='");
  CHECK(first_of("x, s = 'ä', = 1") == "1:14: unexpected symbol near '='; to compare, write '=='");
  CHECK(first_of("\tx = = 1") == "1:6: unexpected symbol near '='; to compare, write '=='");
  CHECK(first_of("x = [[\n\n]] = 1") == "3:4: unexpected symbol near '='; to compare, write '=='");
}

TEST_CASE("diagnostics: the line comes along, of a very long one the part around the column") {
  const diagnostic plain = problems_of("a()\n  x = = 1\nb()").front();
  CHECK(plain.source_line == "  x = = 1");
  CHECK(plain.source_skipped == 0);
  const diagnostic cut =
    problems_of("x = {" + std::string(100000, ' ') + "= 1}" + std::string(100000, ' ')).front();
  CHECK(cut.column == 100006);
  CHECK(cut.source_line.size() < 2000);
  CHECK(cut.source_line[cut.column - 1 - cut.source_skipped] == '=');
}

TEST_CASE("diagnostics: a source of garbage is reported, not survived by luck") {
  CHECK(
    first_of(std::string_view{"\0", 1})
    == "1:1: unexpected control character 0x00; delete it, or write it as an escape in a string");
  CHECK(
    first_of("\x1bLJ\x02")
    == "1:1: unexpected control character 0x1B; delete it, or write it as an escape in a string");
  CHECK(first_of("x = \xff")
        == "1:5: unexpected byte 0xFF; outside strings and comments only ASCII is allowed");
  CHECK(first_of("x = \xc3")
        == "1:5: unexpected byte 0xC3; outside strings and comments only ASCII is allowed");
}

TEST_CASE("render: place and message, the line, a caret below it") {
  const diagnostic problem = problems_of("a()\nx = = 1").front();
  CHECK(render(problem, "app:main", false)
        == "app:main:2:5: unexpected symbol near '='; to compare, write '=='\n"
           " 2 | x = = 1\n"
           "   |     ^");
}

TEST_CASE("render: tabs and characters of several bytes keep the caret in its place") {
  CHECK(render(problems_of("\t\tx = = 1").front(), "f", false)
        == "f:1:7: unexpected symbol near '='; to compare, write '=='\n"
           " 1 | \t\tx = = 1\n"
           "   | \t\t    ^");
  CHECK(render(problems_of("x, s = 'äö€', = 1").front(), "f", false)
        == "f:1:19: unexpected symbol near '='; to compare, write '=='\n"
           " 1 | x, s = 'äö€', = 1\n"
           "   |               ^");
}

TEST_CASE("render: nothing that moves the cursor gets through") {
  CHECK(render(problems_of("s = '\x1b[2J\xff' = 1").front(), "f", false)
        == "f:1:13: unexpected symbol near '='; to compare, write '=='\n"
           " 1 | s = '?[2J?' = 1\n"
           "   |             ^");
}

TEST_CASE("render: a long line is cut on both sides") {
  std::string source = "x = {";
  for (int i = 0; i < 100; ++i)
    source += "1111, ";
  source += "= 2";
  for (int i = 0; i < 100; ++i)
    source += ", 3333";
  const std::string text = render(problems_of(source).front(), "f", false);
  const size_t line = text.find('\n') + 1;
  const size_t caret = text.find('\n', line) + 1;
  CHECK(caret - line < 160);
  CHECK(text.substr(line + 5, 3) == "...");
  CHECK(text.substr(caret - 4, 3) == "...");
  CHECK(text[line + (text.size() - 1 - caret)] == '=');
}

TEST_CASE("render: colour is escape sequences round the same text") {
  const diagnostic problem = problems_of("x = = 1").front();
  std::string coloured = render(problem, "f", true);
  CHECK(coloured.find("\x1b[1;31m^\x1b[0m") != std::string::npos);
  for (size_t at = coloured.find('\x1b'); at != std::string::npos; at = coloured.find('\x1b'))
    coloured.erase(at, coloured.find('m', at) - at + 1);
  CHECK(coloured == render(problem, "f", false));
}

}  // namespace troupe::syntax
