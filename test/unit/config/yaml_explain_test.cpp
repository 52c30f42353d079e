#include "config/yaml_explain.hpp"

#include "config/yaml.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>

namespace troupe {

namespace {

// What the reader says about a text: `line:column: message (remedy)`.
std::string said(std::string_view text) {
  diagnostics findings;
  CHECK_FALSE(parse_yaml(text, nullptr, findings));
  std::string all;
  for (diagnostic each : findings) {
    const source_mark where = each.mark;
    each.mark = {};
    all +=
      std::to_string(where.line) + ":" + std::to_string(where.column) + ": " + each.body() + "\n";
  }
  return all;
}

}  // namespace

TEST_CASE("yaml_explain: a bracket that is never closed is named where it opens") {
  CHECK(said("a: 1\nb: [x, y\nc: 2\n")
        == "2:4: YAML: the \"[\" here is never closed (add \"]\")\n");
  CHECK(said("a: {b: [1, 2}\nc: 3\n") == "1:8: YAML: the \"[\" here is never closed (add \"]\")\n");
  CHECK(said("list:\n  - name: {first: [1,\n      2]\n  - name: b\n")
        == "2:11: YAML: the \"{\" here is never closed (add \"}\")\n");
  CHECK(said("{\"a\": [1, 2, {\"b\": 3}\n")
        == "1:7: YAML: the \"[\" here is never closed (add \"]\")\n");
}

TEST_CASE("yaml_explain: a bracket closed by the other kind says so") {
  CHECK(said("a: [1, 2}\n") == "1:9: YAML: \"}\" closes the \"[\" of line 1 (write \"]\")\n");
}

TEST_CASE(
  "yaml_explain: a quote that is never closed, or by the next one, is named where it opens") {
  CHECK(said("a: {b: \"text}\nc: d\n") == "1:8: YAML: the \" here is never closed (add \")\n");
  CHECK(said("a: 'text\nb: c\n") == "1:4: YAML: the \"'\" here is never closed (add \"'\")\n");
  CHECK(said("a: \"text\nb: \"more\"\n")
        == "1:4: YAML: the \" here is closed only in line 2 (add \" where the text ends)\n");
  CHECK(said("a: 'it's'\n")
        == "1:8: YAML: text behind the closing ' (write '' for a quote inside quotes)\n");
}

TEST_CASE("yaml_explain: brackets and quotes in comments, texts and block scalars do not count") {
  const std::string tail = "z: [1 [2]]\n";
  for (const std::string head :
       {"a: b # [ \" '\n", "a: it's [ fine\n",
        "- name: |\n    local x = { [\n    \"\n  other: 1\nb: 1\n", "a: \"\\\"[\"\n"}) {
    CAPTURE(head);
    const std::string message = said(head + "z: {a: 1 b: {c: 2}\n");
    CHECK(message.find("the \"{\" here") != std::string::npos);
    CHECK(message.find("the \"[\" here") == std::string::npos);
  }
}

TEST_CASE("yaml_explain: columns are bytes, and a byte order mark has none") {
  CHECK(said("\xc3\xbc: \"x\n") == "1:5: YAML: the \" here is never closed (add \")\n");
  CHECK(said("\xef\xbb\xbf\xc3\xbc: \"x\n") == "1:5: YAML: the \" here is never closed (add \")\n");
  diagnostics findings;
  for (const std::string_view text :
       {"\xef\xbb\xbf{\"a\":[\"\",\"\",\"bcd\",\"e\",\"f\",\"\"]}",
        "{\"\xc3\xbc\":[\"\",\"\xc3\xbc\",\"bcd\",\"e\",\"f\",\"\"]}", "a: &x \"y\"\n",
        "a: |\n  \"b\n", "a: >-\n  'b\n", "a: ! \"y\"\n", "a: \"x\\\n  y\"\n",
        "a: 'it''s'\r\nb: 'c'\r\n"})
    CHECK_MESSAGE(parse_yaml(text, nullptr, findings), text);
  CHECK_MESSAGE(findings.empty(), findings.text());
}

TEST_CASE("yaml_explain: a missing comma tells what was expected and what stands there") {
  CHECK(said("[{\"a\": 1}\n {\"b\": 2}]\n") == "2:2: YAML: \",\" or \"]\" expected, got \"{\"\n");
  CHECK(said("{\"a\": [1]\n \"b\": [2]}\n") == "2:2: YAML: \",\" or \"}\" expected, got a quote\n");
}

TEST_CASE("yaml_explain: a tab that indents is named, other tabs are not") {
  CHECK(said("a:\n\tb: 1\n")
        == "2:1: YAML: a tab in the indentation (tabs cannot indent YAML; use spaces)\n");
  CHECK(said("a: [1,\n\t2 3: 4: [\n").find("tab") == std::string::npos);
  CHECK(said("a: 1\nb:\n\t- c: 1\n\t  d: 2\n\t- c: 2\n\t  d: 3\n")
        == "3:1: YAML: a tab in the indentation (tabs cannot indent YAML; use spaces)\n");
}

TEST_CASE("yaml_explain: a line that is indented too far asks for its indentation") {
  CHECK(said("a:\n  b: c\n   d: e\n").find("check the indentation") != std::string::npos);
  CHECK(said("a: b: c\n").find("check the indentation") == std::string::npos);
}

TEST_CASE("yaml_explain: any text gets an answer within it") {
  std::mt19937 random{7};
  const std::string_view letters = "ab:- \n\t[]{}\"'|>#,&*!?\\x";
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    for (auto i = random() % 40; i > 0; --i)
      text += letters[random() % letters.size()];
    CAPTURE(text);
    const auto line = 1 + static_cast<uint32_t>(random() % 5);
    const yaml_problem problem = explain_yaml(text, line, 1 + static_cast<uint32_t>(random() % 9),
                                              "end of map flow not found");
    CHECK(problem.line >= 1);
    CHECK(problem.column >= 1);
    CHECK_FALSE(problem.message.empty());
  }
}

}  // namespace troupe
