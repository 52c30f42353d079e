#include "runtime/modules/json_schema.hpp"

#include "runtime/modules/json_document.hpp"

#include <doctest/doctest.h>

namespace troupe::runtime::modules {

namespace {

document parsed(std::string_view json) {
  document tree;
  REQUIRE_MESSAGE(read_json(json, tree) == "", json);
  return tree;
}

// "" or what is wrong.
std::string check(std::string_view schema, std::string_view data) {
  std::string problem;
  const auto compiled = json_schema::compile(parsed(schema), problem);
  if (compiled == nullptr)
    return "schema: " + problem;
  return compiled->check(parsed(data)).value_or("");
}

// Each schema with data that fits and data that does not.
struct example {
  std::string_view schema;
  std::string_view good;
  std::string_view bad;
};

}  // namespace

TEST_CASE("json schema: every keyword takes what fits and refuses what does not") {
  const example examples[] = {
    {R"({"type": "integer"})", "1.0", "1.5"},
    {R"({"type": ["null", "string"]})", "null", "1"},
    {R"({"enum": [1, {"a": [2]}]})", R"({"a": [2]})", "2"},
    {R"({"const": {"a": 1}})", R"({"a": 1.0})", R"({"a": 1, "b": 2})"},
    {R"({"minimum": 2, "maximum": 3})", "3", "1"},
    {R"({"exclusiveMinimum": 2, "exclusiveMaximum": 3})", "2.5", "3"},
    {R"({"multipleOf": 0.1})", "0.3", "0.35"},
    {R"({"minLength": 2, "maxLength": 3})", R"("äöü")", R"("äöüä")"},
    {R"({"pattern": "^a+$"})", R"("aa")", R"("ab")"},
    {R"({"prefixItems": [{"type": "string"}], "items": {"type": "integer"}})", R"(["a", 1])", R"(["a", "b"])"},
    {R"({"items": false})", "[]", "[1]"},
    {R"({"contains": {"const": 1}, "minContains": 2, "maxContains": 2})", "[1, 0, 1]", "[1]"},
    {R"({"contains": {"const": 1}, "minContains": 0, "maxContains": 0})", "[]", "[1]"},
    {R"({"uniqueItems": true, "minItems": 1, "maxItems": 2})", "[1, 2]", "[1, 1.0]"},
    {R"({"required": ["a"], "minProperties": 1, "maxProperties": 2})", R"({"a": 1})", R"({"b": 1})"},
    {R"({"properties": {"a": {"type": "string"}}, "patternProperties": {"^x": {"type": "integer"}}, "additionalProperties": false})",
     R"({"a": "", "xy": 1})", R"({"c": 1})"},
    {R"({"propertyNames": {"maxLength": 2}})", R"({"ab": 1})", R"({"abc": 1})"},
    {R"({"dependentRequired": {"a": ["b"]}})", R"({"c": 1})", R"({"a": 1})"},
    {R"({"dependentSchemas": {"a": {"required": ["b"]}}})", R"({"a": 1, "b": 1})", R"({"a": 1})"},
    {R"({"allOf": [{"minimum": 1}, {"maximum": 2}]})", "2", "3"},
    {R"({"anyOf": [{"type": "string"}, {"minimum": 5}]})", "6", "4"},
    {R"({"oneOf": [{"minimum": 5}, {"maximum": 6}]})", "7", "5"},
    {R"({"not": {"type": "string"}})", "1", R"("a")"},
    {R"({"if": {"type": "string"}, "then": {"minLength": 2}, "else": {"minimum": 2}})", R"("ab")", "1"},
    {R"({"$ref": "#/$defs/n", "$defs": {"n": {"type": "number"}}})", "1", R"("a")"},
    {R"({"$ref": "#n", "$defs": {"x": {"$anchor": "n", "type": "number"}}})", "1", R"("a")"},
    {R"({"$id": "http://x.y/root", "$ref": "item", "$defs": {"i": {"$id": "http://x.y/item", "type": "number"}}})", "1", R"("a")"},
    {R"({"properties": {"next": {"$ref": "#"}}, "required": ["v"]})", R"({"v": 1, "next": {"v": 2}})", R"({"v": 1, "next": {}})"},
    {R"({"$ref": "#/$defs/a~1b%25", "$defs": {"a/b%": {"type": "number"}}})", "1", R"("a")"},
    {R"({"allOf": [{"properties": {"a": true}}], "unevaluatedProperties": false})", R"({"a": 1})", R"({"b": 1})"},
    {R"({"anyOf": [{"properties": {"a": true}, "required": ["a"]}, true], "unevaluatedProperties": {"type": "string"}})",
     R"({"a": 1, "b": "x"})", R"({"b": 1})"},
    {R"({"prefixItems": [true], "contains": {"const": 7}, "unevaluatedItems": false})", "[1, 7]", "[1, 7, 2]"},
  };
  for (const example& each : examples) {
    CHECK_MESSAGE(check(each.schema, each.good) == "", each.schema);
    CHECK_MESSAGE(check(each.schema, each.bad) != "", each.schema);
  }
}

TEST_CASE("json schema: the error says where and what") {
  const char* schema = R"({"type": "object", "properties": {"list": {"items": {"type": "object", "required": ["id"]}},
                           "a/b": {"maximum": 5}}, "additionalProperties": false})";
  CHECK(check(schema, R"({"list": [{"id": 1}, {}]})") == "at '/list/1': missing property 'id'");
  CHECK(check(schema, R"({"a/b": 6})") == "at '/a~1b': maximum: got 6, want 5");
  CHECK(check(schema, R"({"c": 6})") == "at '': additional properties 'c' not allowed");
  CHECK(check(schema, "[]") == "at '': got array, want object");
}

TEST_CASE("json schema: dynamic references reach the outermost schema that extends them") {
  const char* schema = R"({"$id": "http://x.y/strict", "$dynamicAnchor": "node", "$ref": "tree", "unevaluatedProperties": false,
    "$defs": {"tree": {"$id": "http://x.y/tree", "$dynamicAnchor": "node", "properties":
      {"data": true, "children": {"items": {"$dynamicRef": "#node"}}}}}})";
  CHECK(check(schema, R"({"children": [{"data": 1}]})") == "");
  CHECK(check(schema, R"({"children": [{"daat": 1}]})") != "");
}

TEST_CASE("json schema: what is no schema is refused, and endless ones end") {
  CHECK(check("1", "1") == "schema: a schema is an object or a boolean");
  CHECK(check(R"({"pattern": "("})", "1").starts_with("schema: pattern"));
  CHECK(check(R"({"type": "int"})", "1") == "schema: unknown type \"int\"");
  CHECK(check(R"({"$ref": "#/nowhere"})", "1") == "at '': the schema has no #/nowhere");
  CHECK(check(R"({"$ref": "http://other/"})", "1") == "at '': the schema has no http://other/");
  CHECK(check(R"({"$ref": "#"})", "1").ends_with("refers to itself without end, or asks for too much"));
  CHECK(check(R"({"allOf": [{"$ref": "#"}, {"$ref": "#"}]})", "1").ends_with("refers to itself without end, or asks for too much"));
  CHECK(check("true", "1") == "");
  CHECK(check("false", "1") == "at '': nothing is allowed here");
  CHECK(check(R"({"enum": [{"$id": "x", "$ref": "#/no"}]})", R"({"$id": "x", "$ref": "#/no"})") == "");
}

}  // namespace troupe::runtime::modules
