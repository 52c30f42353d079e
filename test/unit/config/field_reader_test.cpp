#include "config/field_reader.hpp"

#include "config/yaml.hpp"

#include <doctest/doctest.h>

namespace troupe {

namespace {

using namespace std::chrono_literals;

struct fixture {
  document tree;
  diagnostics findings;

  explicit fixture(std::string_view text) {
    auto read = parse_yaml(text, "app.yaml");
    REQUIRE(read);
    tree = std::move(*read);
  }
  field_reader fields() { return {tree, {}, {"app", "worker"}, findings}; }
};

}  // namespace

TEST_CASE("field_reader: typed reads answer the value or the fallback") {
  fixture f{
    "s: text\ni: 3\nf: 2.0\nb: true\nd: 1m30s\nm: 256M\nl: [a, b]\nhost: {workers: 4}\na.b: "
    "1\nn:\n"};
  field_reader r = f.fields();
  CHECK(r.string("s") == "text");
  CHECK(r.integer("i", 0) == 3);
  CHECK(r.integer("f", 0) == 2);
  CHECK(r.number("i", 0) == 3.0);
  CHECK(r.boolean("b", false));
  CHECK(r.duration("d", 0s) == 90s);
  CHECK(r.bytes("m", 0) == 256U << 20);
  CHECK(r.strings("l") == std::vector<std::string>{"a", "b"});
  CHECK(r.string_or_strings("s") == std::vector<std::string>{"text"});
  CHECK(r.integer("host.workers", 0) == 4);
  CHECK(r.integer("a.b", 0) == 1);
  CHECK(r.integer("n", 7) == 7);
  CHECK(r.duration("none", 5s) == 5s);
  CHECK_FALSE(r.has("n"));
  CHECK(f.findings.empty());
}

TEST_CASE("field_reader: a duration without a unit says how to write it") {
  fixture f{"x: 5\n"};
  CHECK(f.fields().duration("x", 2s) == 2s);
  CHECK(f.findings.text()
        == "app.yaml:1:4: error: entry app:worker: field \"x\": expected a duration such as 500ms or 10s, "
           "got integer 5 (write 5s)");
}

TEST_CASE("field_reader: wrong types are told with place and remedy, all of them") {
  fixture f{"b: yes\ni: \"3\"\ns: 5\nl: one\nm: [1]\nc: stattic\n"};
  field_reader r = f.fields();
  r.boolean("b", false);
  r.integer("i", 0);
  r.string("s");
  r.strings("l");
  r.map("m");
  r.choice("c", {"inline", "lazy", "static"}, "lazy");
  CHECK(f.findings.text()
        == "app.yaml:1:4: error: entry app:worker: field \"b\": expected true or false, got string \"yes\" (write true)\n"
           "app.yaml:2:4: error: entry app:worker: field \"i\": expected an integer, got string \"3\" (write 3 without quotes)\n"
           "app.yaml:3:4: error: entry app:worker: field \"s\": expected a string, got integer 5 (write \"5\")\n"
           "app.yaml:4:4: error: entry app:worker: field \"l\": expected a list of strings, got string \"one\" (write [one])\n"
           "app.yaml:5:4: error: entry app:worker: field \"m\": expected a map, got a list\n"
           "app.yaml:6:4: error: entry app:worker: field \"c\": expected \"inline\", \"lazy\" or \"static\", got string "
           "\"stattic\" (did you mean \"static\"?)");
}

TEST_CASE("field_reader: bounds are checked") {
  fixture f{"w: 0\np: 70000\n"};
  field_reader r = f.fields();
  CHECK(r.integer("w", 4, {.least = 1}) == 4);
  CHECK(r.integer("p", 80, {1, 65535}) == 80);
  CHECK(f.findings.text().find("expected at least 1, got integer 0") != std::string::npos);
  CHECK(f.findings.text().find("expected 1 to 65535, got integer 70000") != std::string::npos);
}

TEST_CASE("field_reader: members of a map that are not known get a warning with the nearest name") {
  fixture f{"host:\n  workers: 1\n  memory_limt: 64M\n  x: {y: 1}\nother: 5\n"};
  field_reader r = f.fields();
  r.known_members("host", {"workers", "memory_limit"});
  r.known_members("other", {"workers"});
  r.known_members("absent", {"workers"});
  CHECK(f.findings.text()
        == "app.yaml:3:16: warning: entry app:worker: field \"host.memory_limt\" is not known and has no effect (did you mean "
           "memory_limit?)\n"
           "app.yaml:4:6: warning: entry app:worker: field \"host.x\" is not known and has no effect (known are workers, memory_limit)");
}

TEST_CASE("field_reader: a required field may be neither absent nor blank") {
  fixture f{"name: x\nblank: '  '\nnull_one:\n"};
  field_reader r = f.fields();
  CHECK(r.require("name"));
  CHECK_FALSE(r.require("blank"));
  CHECK_FALSE(r.require("null_one"));
  CHECK_FALSE(r.require("absent"));
  CHECK(f.findings.text()
        == "app.yaml:2:8: error: entry app:worker: field \"blank\" is empty\n"
           "app.yaml:1:1: error: entry app:worker: missing field \"null_one\"\n"
           "app.yaml:1:1: error: entry app:worker: missing field \"absent\"");
}

TEST_CASE("field_reader: a literal key with dots wins over nesting") {
  fixture f{"a.b.c: 1\na: {b.c: 2, b: {c: 3, d: 4}}\n"};
  field_reader r = f.fields();
  CHECK(r.integer("a.b.c", 0) == 1);
  CHECK(r.integer("a.b.d", 0) == 4);
}

TEST_CASE("document_path: make_path creates what is missing and replaces what is in the way") {
  document tree = document::map{{"x", 1}, {"a.b", 2}};
  make_path(tree, "x.y.z") = document{5};
  make_path(tree, "a.b") = document{6};
  make_path(tree, "n") = document{7};
  CHECK(*find_path(tree, "x.y.z") == document{5});
  CHECK(*tree.find("a.b") == document{6});
  CHECK(tree.find("a") == nullptr);
  CHECK(*tree.find("n") == document{7});
  document nothing;
  make_path(nothing, "a.b") = document{1};
  CHECK(*find_path(nothing, "a.b") == document{1});
}

}  // namespace troupe
