#include "config/yaml.hpp"

#include "config/limits.hpp"
#include "test/support/temp_folder.hpp"

#include <doctest/doctest.h>

#include <cmath>

namespace troupe {

namespace {

document parsed(std::string_view text, std::string_view file = "t.yaml") {
  auto tree = parse_yaml(text, file);
  REQUIRE_MESSAGE(tree, message_of(tree.error()));
  return *tree;
}

std::string problem(std::string_view text, std::string_view file = "t.yaml") {
  const auto tree = parse_yaml(text, file);
  REQUIRE_FALSE(tree);
  return message_of(tree.error());
}

document value(std::string_view text) {
  const document tree = parsed("x: " + std::string{text});
  REQUIRE(tree.find("x") != nullptr);
  return *tree.find("x");
}

}  // namespace

TEST_CASE("yaml: a word alone among the lines of a map is no key") {
  for (const char* bad : {"a: 1\nb", "a: 1\nb # no\nc: 2", ":\n  :\n  word", "a:\n  b: 1\n  c\n"}) {
    CHECK_FALSE_MESSAGE(parse_yaml(bad, "t.yaml"), bad);
  }
  CHECK(message_of(parse_yaml("a: 1\nb", "t.yaml").error()).find("no `:` behind the key \"b\"") != std::string::npos);
  for (const char* good : {"a:\nb: 1\nc:", "? a\n? b\n: c", "{a, b: }", "- a:\n- b :\n", "&x a:\nb: *x", "'a':\nb: 1", "a b c:\n", "a:\n"})
    CHECK_MESSAGE(parse_yaml(good, "t.yaml"), good);
}

TEST_CASE("yaml: plain scalars get the type they look like") {
  CHECK(value("true") == document{true});
  CHECK(value("false").is_bool());
  CHECK(value("").is_null());
  CHECK(value("~").is_null());
  CHECK(value("null").is_null());
  CHECK(value("12") == document{12});
  CHECK(value("-7").is_integer());
  CHECK(value("+7") == document{7});
  CHECK(value("0x1F") == document{31});
  CHECK(value("0o17") == document{15});
  CHECK(value("0600") == document{384});
  CHECK(value("08") == document{8});
  CHECK(value("0b101") == document{5});
  CHECK(value("10_000") == document{10000});
  CHECK(value("1.5").is_double());
  CHECK(value("1.0").is_double());
  CHECK(value("1e3") == document{1000});
  CHECK(value("1e3").is_double());
  CHECK(value(".5") == document{0.5});
  CHECK(std::isinf(*value("-.inf").as_double()));
  CHECK(std::isnan(*value(".nan").as_double()));
  CHECK(*value("9223372036854775807").as_integer() == INT64_MAX);
  CHECK(*value("-9223372036854775808").as_integer() == INT64_MIN);
  CHECK(value("9223372036854775808").is_double());
}

TEST_CASE("yaml: words that only look like other types stay text") {
  for (const char* text :
       {"yes", "no", "on", "off", "True", "FALSE", "1.2.3", "12:30", "5s", "0x", "1_a",
        "192.168.0.1", "2024-01-01", "1e", "+", ".", "..", "app:worker"}) {
    CAPTURE(text);
    const document node = value(text);
    REQUIRE(node.is_string());
    CHECK(*node.as_string() == text);
  }
}

TEST_CASE("yaml: quoted and block scalars are text") {
  CHECK(*value("\"12\"").as_string() == "12");
  CHECK(*value("'true'").as_string() == "true");
  CHECK(*value("''").as_string() == "");
  CHECK(*value("|\n  12\n").as_string() == "12\n");
  CHECK(*value("!!str 12").as_string() == "12");
  CHECK(value("!!float 12").is_double());
}

TEST_CASE("yaml: every node knows where it stands") {
  const document tree = parsed("a: 1\nb:\n  - x\n  - y: [p, q]\nc:\nd: |\n  text\n");
  CHECK(tree.mark().text() == "t.yaml:1:1");
  CHECK(tree.find("a")->mark().text() == "t.yaml:1:4");
  const document& list = *tree.find("b");
  CHECK(list.mark().text() == "t.yaml:3:3");
  CHECK((*list.as_list())[1].mark().text() == "t.yaml:4:5");
  CHECK((*(*list.as_list())[1].find("y")->as_list())[1].mark().text() == "t.yaml:4:12");
  CHECK(tree.find("c")->mark().text() == "t.yaml:5:1");  // nothing is there: the key's place
  CHECK(tree.find("d")->mark().text() == "t.yaml:6:4");
}

TEST_CASE("yaml: keys keep their order and their dots") {
  const document tree = parsed("z: 1\na.b: 2\n1: 3\ntrue: 4\n");
  const document::map& members = *tree.as_map();
  REQUIRE(members.size() == 4);
  CHECK(members[0].first == "z");
  CHECK(members[1].first == "a.b");
  CHECK(members[2].first == "1");
  CHECK(members[3].first == "true");
}

TEST_CASE("yaml: a key given twice is an error that names both lines") {
  CHECK(problem("a: 1\nb: 2\na: 3\n") == "t.yaml:3:1: key \"a\" is given twice, first in line 1");
}

TEST_CASE("yaml: duplicates are found in large maps, all of them") {
  std::string text;
  for (int i = 0; i < 100; ++i)
    text += "k" + std::to_string(i) + ": 1\n";
  CHECK(parsed(text).as_map()->size() == 100);
  CHECK(problem(text + "k3: 2\nk80: 2\n")
        == "t.yaml:101:1: key \"k3\" is given twice, first in line 4\n"
           "t.yaml:102:1: key \"k80\" is given twice, first in line 81");
}

TEST_CASE("yaml: aliases copy what the anchor marks") {
  const document tree = parsed("a: &x {p: 1}\nb: *x\nc: [*x, &y 5, *y]\n");
  CHECK(*tree.find("b") == *tree.find("a"));
  CHECK((*tree.find("c")->as_list())[2] == document{5});
}

TEST_CASE("yaml: merge keys fill in what the map does not say itself") {
  const document tree = parsed(
    "base: &base {p: 1, q: 2}\n"
    "more: &more {q: 3, r: 4}\n"
    "one: {<<: *base, p: 9}\n"
    "two:\n  <<: [*base, *more]\n  s: 5\n");
  CHECK(*tree.find("one") == parsed("{p: 9, q: 2}"));
  CHECK(*tree.find("two") == parsed("{s: 5, p: 1, q: 2, r: 4}"));
  CHECK(parsed("\"<<\": 1").find("<<") != nullptr);
  CHECK(problem("<<: 1\na: 2").find("a merge key takes a map") != std::string::npos);
}

TEST_CASE("yaml: an alias within its own anchor is refused") {
  CHECK(problem("a: &x [1, *x]").find("t.yaml:1:11: ") == 0);
}

TEST_CASE("yaml: an undefined alias is refused with a remedy") {
  const std::string text = problem("a: *nowhere");
  CHECK(text.find("t.yaml:1:") == 0);
  CHECK(text.find("anchor") != std::string::npos);
}

TEST_CASE("yaml: a bomb of aliases is stopped") {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int n = 0; n < 10; ++n)
      text += before + (n < 9 ? ", " : "]\n");
  }
  CHECK(problem(text).find("aliases expand to too much data") != std::string::npos);
}

TEST_CASE("yaml: nesting is bounded, in flow and block style and through aliases") {
  const auto nested = [](int depth) {
    return std::string(static_cast<size_t>(depth), '[')
           + std::string(static_cast<size_t>(depth), ']');
  };
  CHECK(parsed(nested(limits::value_depth_max)).is_list());
  CHECK(problem(nested(limits::value_depth_max + 1)).find("nested deeper than")
        != std::string::npos);
  CHECK_FALSE(parse_yaml(nested(100000), "t.yaml"));
  std::string block;
  for (int i = 0; i < 1000; ++i)
    block += std::string(static_cast<size_t>(i), ' ') + "k:\n";
  CHECK_FALSE(parse_yaml(block, "t.yaml"));
  CHECK(
    problem("a: &a " + nested(100) + "\nb: " + std::string(50, '[') + "*a" + std::string(50, ']'))
      .find("nested deeper than")
    != std::string::npos);
}

TEST_CASE("yaml: only the first document is read, the next one is a warning") {
  diagnostics findings;
  const auto file = std::make_shared<const std::string>("t.yaml");
  const auto tree = parse_yaml("a: 1\n---\nb: 2\n", file, findings);
  REQUIRE(tree);
  CHECK(*tree == parsed("a: 1"));
  CHECK(findings.text().find("t.yaml:2:") == 0);
  CHECK(findings.text().find("only the first YAML document") != std::string::npos);
  diagnostics none;
  CHECK(parse_yaml("---\na: 1\n...\n", file, none));
  CHECK(none.empty());
}

TEST_CASE("yaml: an empty text is null") {
  CHECK(parsed("").is_null());
  CHECK(parsed("# only a comment\n").is_null());
}

TEST_CASE("yaml: a syntax error has a place") {
  CHECK(problem("a: b: c").find("t.yaml:1:5: ") == 0);
  CHECK(problem("a: [1, 2").find("t.yaml:") == 0);
  CHECK(problem("a: 1\n b: 2\n").find("t.yaml:2:") == 0);
  CHECK(problem("? [a]\n: 1\n").find("a key must be a scalar") != std::string::npos);
}

TEST_CASE("yaml: JSON is read by the same reader") {
  const document tree =
    parsed("{\"a\":[1,2.5,true,null,\"x\\ny\\/\"],\n\t\"b\":{\"c\":\"\\ud83d\\ude00\"}}", "t.json");
  CHECK(*tree.find("a") == document{document::list{1, 2.5, true, document{}, "x\ny/"}});
  CHECK(*tree.find("b")->find("c")->as_string() == "\xf0\x9f\x98\x80");
}

TEST_CASE("yaml: an unreadable file is a finding") {
  test::temp_folder folder;
  diagnostics findings;
  CHECK_FALSE(read_yaml_file(folder / "none.yaml", findings, "none.yaml"));
  CHECK(findings.text().find("none.yaml: error: cannot be read: No such file") == 0);
  folder.write("some.yaml", "a: 1\n");
  const auto tree = read_yaml_file(folder / "some.yaml", findings, "some.yaml");
  REQUIRE(tree);
  CHECK(tree->find("a")->mark().text() == "some.yaml:1:4");
}

TEST_CASE("yaml: a file that is read again is parsed again only if its text has changed, and says the same") {
  test::temp_folder folder;
  const auto path = folder / "some.yaml";
  yaml_memory known;
  const auto read = [&](diagnostics& findings) { return known.read(path, findings, "some.yaml"); };
  diagnostics none;
  CHECK_FALSE(read(none));
  CHECK(none.text().starts_with("some.yaml: error: cannot be read: No such file"));
  diagnostics findings;
  for (const char* text : {"a: 1", "a: 1", "a: 2", "a: 1"}) {
    folder.write("some.yaml", text);
    const auto tree = read(findings);
    REQUIRE(tree);
    CHECK(tree->find("a")->scalar_text() == std::string_view{text}.substr(3));
    CHECK(tree->find("a")->mark().text() == "some.yaml:1:4");
  }
  CHECK(findings.empty());
  // What was wrong is told every time.
  folder.write("some.yaml", "a: [");
  for (int i = 1; i <= 2; ++i) {
    diagnostics wrong;
    CHECK_FALSE(read(wrong));
    CHECK(wrong.error_count() == 1);
  }
}

TEST_CASE("yaml: bytes that are no text do no harm") {
  for (int seed = 0; seed < 2000; ++seed) {
    uint32_t state = static_cast<uint32_t>(seed) * 2654435761U + 1;
    std::string text;
    for (int i = 0; i < 60; ++i) {
      state = state * 1664525U + 1013904223U;
      constexpr std::string_view letters = "ab:-[]{}&*!|>'\"%@`#,? \n\t\\0\x80\xff<~";
      text += letters[(state >> 16) % letters.size()];
    }
    static_cast<void>(parse_yaml(text, "t.yaml"));
  }
}

}  // namespace troupe
