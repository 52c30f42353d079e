#include "runtime/syntax/type_checker.hpp"

#include <doctest/doctest.h>

using troupe::syntax::check_types;

namespace {

// "code line:column", or "" if nothing is wrong, in a function whose annotation makes the chunk a typed one.
std::string found(const std::string& body) {
  std::string text;
  for (const auto& each : check_types("local function main(): boolean\n" + body + "\nreturn true\nend\nreturn {main = main}"))
    text += (text.empty() ? "" : ", ") + each.code + " " + std::to_string(each.line) + ":" + std::to_string(each.column);
  return text;
}

}  // namespace

TEST_CASE("type checker: a literal of another type for an annotated local") {
  CHECK(found("local x: number = 'hello'") == "E0003 2:19");
  CHECK(found("local x: string = 42") == "E0003 2:19");
  CHECK(found("local x: number = true") == "E0003 2:19");
  CHECK(found("local x: number = {}") == "E0003 2:19");
  CHECK(found("local x: {number} = {1, 'b'}") == "E0003 2:25");
  CHECK(found("local x: {[string]: number} = {a = 1, b = true}") == "E0003 2:43");
  CHECK(found("type P = {name: string, age?: number}\nlocal x: P = {name = 1, age = nil}") == "E0003 3:22");
  CHECK(found("local x: 'a' | 'b' = 'c'") == "E0003 2:22");
  CHECK(found("local x: string\nx = 1") == "E0003 3:5");
  CHECK(found("local x: number = 1\nlocal y: string? = nil\nlocal z: any = 1\nlocal u: unknown = {}").empty());
  CHECK(found("local x: {a: number} = {}").empty());
  CHECK(found("local x: integer = 3\nlocal y: number = -3\nlocal z: 'a' | 'b' | number = 3").empty());
}

TEST_CASE("type checker: unions and nil") {
  CHECK(found("local x: string | number = true") == "E0003 2:28");
  CHECK(found("local x: string | number = nil") == "E0003 2:28");
  CHECK(found("local x: string = nil") == "E0003 2:19");
  CHECK(found("local function f(v: string?)\nlocal s: string = v\nend") == "E0003 3:19");
  CHECK(found("local function f(v: string | number)\nlocal s: string = v\nend") == "E0003 3:19");
  CHECK(found("local function find(): number?\nend\nlocal n: number = find()") == "E0003 4:19");
  CHECK(found("local function f(p: {name: string}?)\nreturn p.name\nend") == "E0005 3:8");
  // Whoever asks, by whatever means, is believed.
  CHECK(found("local function f(v: string?)\nif v then local s: string = v end\nend").empty());
  CHECK(found("local function f(v: string?)\nassert(v)\nlocal s: string = v\nend").empty());
  CHECK(found("local function f(v: string?)\nv = v or ''\nlocal s: string = v\nend").empty());
  CHECK(found("local function f(v: string | number)\nif type(v) == 'string' then local s: string = v end\nend").empty());
  CHECK(found("local function f(v: any?)\nlocal o = v\nreturn o.retries + 1\nend").empty());
  CHECK(found("local function f(v: string?)\nlocal s: string = v!\nend").empty());
}

TEST_CASE("type checker: arguments") {
  const std::string add = "local function add(a: number, b: number): number return a + b end\n";
  CHECK(found(add + "add(1)") == "E0004 3:1");
  CHECK(found(add + "add(1, 2, 3)") == "E0004 3:11");
  CHECK(found(add + "add(1, 'b')") == "E0004 3:8");
  CHECK(found("local f: (number) -> string = function(n: number): string return '' end\nf('x')") == "E0004 3:3");
  CHECK(found(add + "add(1, 2)\nadd(unpack({1, 2}))\nadd(1, ...)").empty());
  CHECK(found("local function f(a: number, b: string?) end\nf(1)\nf(1, nil)").empty());
  CHECK(found("local function f(a, b) end\nf(1)\nf(1, 2, 3)").empty());
  CHECK(found("local function f(a: number, ...: any) end\nf(1, 2, 3)").empty());
  CHECK(found("local function f<T>(a: T, b: T): T return a end\nlocal s: string = f('a', 'b')").empty());
  CHECK(found("local function f(a: number) end\nf = print\nf('x', 'y')").empty());
}

TEST_CASE("type checker: fields, operands, calls") {
  CHECK(found("type P = {name: string}\nlocal p: P = {name = 'a'}\nlocal x = p.unknown") == "E0005 4:13");
  CHECK(found("local x: number = 42\nlocal y = x.field") == "E0005 3:11");
  CHECK(found("local x: string = 'a' + 'b'") == "E0006 2:19, E0006 2:25");
  CHECK(found("local x = 'hello' + 42") == "E0006 2:11");
  CHECK(found("local x = true + false") == "E0006 2:11, E0006 2:18");
  CHECK(found("local x = -{} .. nil") == "E0006 2:18");
  CHECK(found("local function f(n: number?)\nreturn n + 1\nend") == "E0006 3:8");
  CHECK(found("local x: number = 42\nx()") == "E0007 3:1");
  CHECK(found("local x: string = 'hello'\nlocal y = x()") == "E0007 3:11");
  CHECK(found("local p: {name: string} = {name = ''}\np:rename('x')\np.name = 'y'\nlocal n = ('x'):rep(3) .. 1").empty());
  CHECK(found("local t = setmetatable({}, {__call = print})\nt()\nlocal u = t + 1").empty());
  CHECK(found("local n: integer = 1\nlocal m = n / 2 + #'x' - n // 1").empty());
}

TEST_CASE("type checker: results") {
  CHECK(check_types("local function f(): number\nreturn 'oops'\nend").at(0).code == "E0008");
  CHECK(check_types("local function f(): number\n-- nothing\nend").at(0).line == 1);
  CHECK(check_types("local function f(): (number, string)\nreturn 1\nend").at(0).code == "E0008");
  CHECK(check_types("local function f(a): number\nif a then return 1 end\nend").at(0).code == "E0008");
  // A chain may name every case of a union.
  CHECK(check_types("local function f(a): number\nif a == 1 then return 1 elseif a == 2 then return 2 end\nend").empty());
  CHECK(check_types("local function f(a): number\nif a == 1 then return 1 elseif a == 2 then a = 3 end\nend").at(0).code == "E0008");
  CHECK(check_types("local function f(): number?\nend").empty());
  CHECK(check_types("local function f(): ()\nend\nlocal function g(): (string?, any)\nreturn nil, 'x'\nend").empty());
  CHECK(check_types("local function f(a): number\nif a then return 1 else error('x') end\nend").empty());
  CHECK(check_types("local function f(a): number\nwhile true do if a() then return 1 end end\nend").empty());
  CHECK(check_types("local function f(a): number\nreturn a\nend\nlocal function g(): (number, string)\nreturn f(1)\nend").empty());
  CHECK(check_types("local function f(): {n: number}\nreturn setmetatable({n = 1}, {})\nend").empty());
}

TEST_CASE("type checker: methods on self and handles that pass through untyped functions are not judged") {
  CHECK(check_types("type Counter = {n: number, add: (self: Counter, by: number) -> Counter}\n"
                    "local methods = {}\nmethods.__index = methods\n"
                    "function methods:add(by: number): Counter\nself.n = self.n + by\nreturn self\nend\n"
                    "local function new(): Counter\nreturn setmetatable({n = 0}, methods)\nend\n"
                    "return new():add(1):add(2).n").empty());
  CHECK(check_types("local sql = require('sql')\nlocal function connect()\nlocal db, err = sql.get('a:b')\n"
                    "if err then error(err:message()) end\nreturn db\nend\n"
                    "local function main(): boolean\nlocal db = connect()\nlocal rows, err = db:query('SELECT 1')\ndb:release()\n"
                    "return rows ~= nil or err == nil\nend\nreturn {main = main}").empty());
}

TEST_CASE("type checker: sources that are long or grow fast") {
  std::string chain = "local n: number = 1\nlocal m: number = n";
  for (int i = 0; i < 20000; ++i)
    chain += " + n";
  CHECK(check_types(chain).empty());
  std::string fields = "local t: {a: any} = {a = 1}\nlocal m = t";
  for (int i = 0; i < 20000; ++i)
    fields += ".a";
  CHECK(check_types(fields).empty());
  std::string doubled = "local v0: string = 'a'";
  for (int i = 1; i < 1000; ++i)
    doubled += "\nlocal v" + std::to_string(i) + " = v" + std::to_string(i - 1) + " .. v" + std::to_string(i - 1);
  CHECK(check_types("do\n" + doubled + "\nend").empty());
}
