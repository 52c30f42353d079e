#include "config/document_text.hpp"

#include "config/yaml.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <random>

namespace troupe {

namespace {

document parsed(std::string_view text) {
  auto tree = parse_yaml(text, "t.json");
  REQUIRE_MESSAGE(tree, message_of(tree.error()) << "\n" << text);
  return *tree;
}

class random_documents {
public:
  explicit random_documents(uint32_t seed) : random_(seed) {}

  document next(int depth = 0) {
    switch (random_() % (depth < 4 ? 8 : 6)) {
      case 0: return {};
      case 1: return random_() % 2 == 0;
      case 2: return static_cast<int64_t>(random_()) - int64_t{2147483648};
      case 3:
        return std::ldexp(static_cast<double>(random_()) - 2e9,
                          static_cast<int>(random_() % 80) - 40);
      case 4:
      case 5: return text();
      case 6: {
        document::list items;
        for (size_t i = random_() % 4; i > 0; --i)
          items.push_back(next(depth + 1));
        return items;
      }
      default: {
        document members = document::map{};
        for (size_t i = random_() % 4; i > 0; --i)
          members.set(text(), next(depth + 1));
        return members;
      }
    }
  }

private:
  std::string text() {
    static const std::vector<std::string> pieces{
      "a",  "b",   " ", "\n",   "\n\n", ":",  ": ", "#",  " #",       "-",    "- ",  "'", "\"",
      "\\", "\t",  "[", "}",    "&",    "*",  "!",  "|",  ">",        "%",    "@",   "?", ",",
      "1",  "0x1", "~", "true", "null", ".5", "=",  "<<", "\xc3\xa4", "\x01", "yes", "e", "."};
    std::string out;
    for (size_t i = random_() % 6; i > 0; --i)
      out += pieces[random_() % pieces.size()];
    return out;
  }

  std::mt19937 random_;
};

}  // namespace

TEST_CASE("document_text: JSON in its three layouts") {
  document tree = document::map{
    {"a", 1}, {"b", document::list{1.0, "x\"\n", document{}, true}}, {"c", document::map{}}};
  CHECK(to_json(tree) == R"({"a":1,"b":[1.0,"x\"\n",null,true],"c":{}})");
  CHECK(to_json(tree, json_layout::spaced)
        == R"({"a": 1, "b": [1.0, "x\"\n", null, true], "c": {}})");
  CHECK(to_json(document::map{{"a", document::list{1}}}, json_layout::lines)
        == "{\n  \"a\": [\n    1\n  ]\n}");
}

TEST_CASE("document_text: what JSON cannot say becomes null or a replacement character") {
  CHECK(to_json(document{std::nan("")}) == "null");
  CHECK(to_json(document{HUGE_VAL}) == "null");
  CHECK(to_json(document{"a\xff\xc3z"}) == "\"a\xef\xbf\xbd\xef\xbf\xbdz\"");
  CHECK(to_json(document{std::string("\x01\x00", 2)}) == "\"\\u0001\\u0000\"");
}

TEST_CASE("document_text: YAML is written as people write it") {
  const document tree = document::map{
    {"name", "worker"},
    {"source", "local a = 1\nreturn a\n"},
    {"list", document::list{1, "1", document::map{{"x", 1}, {"z", document::list{}}}}},
    {"none", document{}},
    {"ratio", 2.0},
  };
  CHECK(to_yaml(tree)
        == "name: worker\n"
           "source: |\n"
           "  local a = 1\n"
           "  return a\n"
           "list:\n"
           "  - 1\n"
           "  - \"1\"\n"
           "  - x: 1\n"
           "    z: []\n"
           "none: null\n"
           "ratio: 2.0\n");
  CHECK(to_yaml(document{"x"}) == "x\n");
}

TEST_CASE("document_text: what is written reads back equal") {
  random_documents source{20240611};
  for (int i = 0; i < 4000; ++i) {
    const document tree = source.next();
    const std::string yaml = to_yaml(tree);
    CAPTURE(i);
    CAPTURE(yaml);
    REQUIRE(parsed(yaml) == tree);
    REQUIRE(parsed(to_json(tree)) == tree);
    REQUIRE(parsed(to_json(tree, json_layout::lines)) == tree);
  }
}

}  // namespace troupe
