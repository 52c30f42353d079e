#include "runtime/syntax/lint.hpp"

#include <doctest/doctest.h>

using namespace troupe::syntax;

namespace {

// "W0004@1:7 W0005@2:3"
std::string found(std::string_view source, lint_rules rules = lint_rules::all, const std::function<bool(std::string_view)>& is_global = {}) {
  std::string all;
  for (const diagnostic& each : lint(source, rules, [](std::string_view name) { return name == "json"; }, is_global))
    all += (all.empty() ? "" : " ") + each.code + "@" + std::to_string(each.line) + ":" + std::to_string(each.column);
  return all;
}

}  // namespace

TEST_CASE("lint: require of a name that is not declared is found with or without rules") {
  CHECK(found("return require('nope')", lint_rules::none) == "E0001@1:16");
  CHECK(found("return require 'json'", lint_rules::none).empty());
  CHECK(found("local require = print return require('nope')").empty());
  CHECK(found("return require(name)", lint_rules::none).empty());
}

TEST_CASE("lint: rules speak when asked only") {
  CHECK(found("local x = 1", lint_rules::none).empty());
}

TEST_CASE("lint: empty blocks") {
  CHECK(found("if a then else f() end while a do end do end for _ = 1, 2 do end repeat until a")
        == "W0001@1:1 W0001@1:24 W0001@1:39 W0001@1:46 W0001@1:66");
  CHECK(found("f(function() end)").empty());
}

TEST_CASE("lint: globals and comparisons with itself") {
  CHECK(found("x = 1 function y() end local z z = 2 return z") == "W0002@1:1 W0002@1:16");
  CHECK(found("return a.b == a.b, a < a, a ~= a, a == b, f() == f()") == "W0003@1:12 W0003@1:22");
}

TEST_CASE("lint: unused names, but those that begin with an underscore") {
  CHECK(found("local a, _b = 1, 2 local function c() end") == "W0004@1:7 W0004@1:35");
  CHECK(found("local a a = 1") == "W0004@1:7");
  CHECK(found("return function(a, _b, c) return c end") == "W0005@1:17");
  CHECK(found("local t = {} function t:m(x) return x end return t").empty());
  CHECK(found("for i, v in pairs(t) do f(v) end").empty());
  CHECK(found("local j = require('json')") == "W0006@1:7");
}

TEST_CASE("lint: a name that only a type mentions is used") {
  CHECK(found("local lib = require('json') type T = {lib.A} return T").empty());
  CHECK(found("local lib = require('json') return function(x: lib.A) return x as lib.B end").empty());
  CHECK(found("local v = 1 type T = typeof(v) return T").empty());
}

TEST_CASE("lint: hiding a variable of an outer block, not declaring it anew in its own") {
  CHECK(found("local x = 1 do local x = x f(x) end") == "W0007@1:22");
  CHECK(found("local x = 1 return function(x) return x end, x") == "W0007@1:29");
  CHECK(found("local v, e = f() local w, e = g() return v, w, e") == "W0004@1:10");
}

TEST_CASE("lint: a name that means nothing") {
  const auto print_only = [](std::string_view name) { return name == "print"; };
  const auto seen = [&](std::string_view source) { return found(source, lint_rules::all, print_only); };
  CHECK(seen("local function f() prnit(1) print(2) end return f") == "W0008@1:20");
  CHECK(seen("print(total + 1)") == "W0008@1:7");
  CHECK(seen("print(a.b.c)") == "W0008@1:7");
  CHECK(seen("helper.run()") == "W0008@1:1");
  CHECK(seen("type T = {a: string} print(T)").empty());
  CHECK(seen("local x = 1 print(x) return function(y) print(y) end").empty());
  CHECK(seen("x = 1") == "W0002@1:1");
  CHECK(found("prnit(1)", lint_rules::none, print_only).empty());
}

TEST_CASE("lint: the globals that a chunk makes") {
  const auto made = [](std::string_view source) {
    std::string all;
    const made_globals globals = globals_of(source);
    for (const std::string& each : globals.names)
      all += each + " ";
    return all + (globals.any ? "any" : "");
  };
  CHECK(made("a = 1 local b = 2 b = 3 function c() d = 4 end a.e = 5 for i = 1, 2 do g = i end") == "a c d g ");
  CHECK(made("_G[name] = 1") == "any");
  CHECK(made("rawset(_G, 'x', 1)") == "any");
  CHECK(made("local function f() end return f").empty());
  CHECK(made("a = = 1").empty());
}

TEST_CASE("lint: a chunk with errors has nothing else to say") {
  CHECK(found("local x = = 1").empty());
}
