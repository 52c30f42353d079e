#include "test/support/machine_rig.hpp"

using namespace troupe;
using namespace troupe::test;

namespace {

// The text of what `expression` gives behind these declarations.
std::string value_of(const std::string& declarations, const std::string& expression) {
  machine_rig rig{declarations + "\nreturn {main = function() return tostring(" + expression + ") end}"};
  return rig.run();
}

// "ok", or the message of `type:is(value)`.
std::string checked(const std::string& type, const std::string& value) {
  machine_rig rig{"type T = " + type + "\nreturn {main = function() local v, e = T:is(" + value + ") return e and e:message() or 'ok' end}"};
  return rig.run();
}

}  // namespace

TEST_CASE("type values: simple types accept their values and nothing else") {
  CHECK(checked("number", "1.5") == "ok");
  CHECK(checked("number", "'1'") == "expected T, got string");
  CHECK(checked("integer", "3.0") == "ok");
  CHECK(checked("integer", "3.5") == "expected T, got number");
  CHECK(checked("string?", "nil") == "ok");
  CHECK(checked("string?", "1") == "expected string, got number");
  CHECK(checked("any", "nil") == "ok");
  CHECK(checked("unknown", "{}") == "ok");
  CHECK(checked("never", "nil") == "expected T, got nil");
  CHECK(checked("nil", "nil") == "ok");
  CHECK(checked("table", "{}") == "ok");
  CHECK(checked("error", "errors.new('x')") == "ok");
  CHECK(checked("'a' | 'b'", "'a'") == "ok");
  CHECK(checked("{k: 'a' | 'b'}", "{k = 'c'}") == "k: expected \"a\" | \"b\", got string");
  CHECK(checked("-1 | 0x10", "16") == "ok");
  CHECK(checked("true", "false") == "expected T, got boolean");
  CHECK(checked("(number) -> string", "print") == "ok");
  CHECK(checked("(number) -> string", "{}") == "expected function, got table");
}

TEST_CASE("type values: tables name the place of the first failure") {
  CHECK(checked("{number}", "{}") == "ok");
  CHECK(checked("{number}", "{1, nil, 2, x = 'y'}") == "ok");
  CHECK(checked("{number}", "{1, 'x'}") == "[2]: expected number, got string");
  CHECK(checked("{[string]: number}", "{a = 'x'}") == "a: expected number, got string");
  CHECK(checked("{[string]: number}", "{7}") == "[1]: expected string, got number");
  CHECK(checked("{a: {b: {string}}}", "{a = {b = {'x', 2}}}") == "a.b[2]: expected string, got number");
  CHECK(checked("{a: number, b?: string, c: string?}", "{a = 1, more = 2}") == "ok");
  CHECK(checked("{a: number, b: string}", "{}") == "a: required field missing");
  CHECK(checked("{a: {x: number}}", "{a = {}}") == "a.x: required field missing");
  CHECK(checked("{a: number}", "setmetatable({}, {__index = function() return 1 end})") == "a: required field missing");
  CHECK(checked("{a: number} & {b: number}", "{a = 1}") == "b: required field missing");
  CHECK(checked("{['x y']: number}[string]", "1") == "ok");
  CHECK(checked("{string}", "'x'") == "expected T, got string");
}

TEST_CASE("type values: validators come after the type") {
  CHECK(checked("number @min(1) @max(3)", "0") == "value below minimum");
  CHECK(checked("number @min(-1) @max(3)", "4") == "value above maximum");
  CHECK(checked("string @min_len(2)", "'a'") == "length below minimum");
  CHECK(checked("{number} @max_len(1)", "{1, 2}") == "length above maximum");
  CHECK(checked("{e: string @pattern(\"^.+@.+\\\\..+$\")}", "{e = 'nope'}") == "e: pattern mismatch");
  CHECK(checked("{e: string @pattern(\"^.+@.+\\\\..+$\")}", "{e = 'a@b.c'}") == "ok");
  CHECK(checked("string @unheard_of(1)", "'a'") == "ok");
  CHECK(checked("string? @min_len(2)", "nil") == "ok");
}

TEST_CASE("type values: an error tells field, expected, got and constraint") {
  machine_rig rig{R"(type T = {a: {string @min_len(2)}}
    return {main = function()
      local v, e = T:is({a = {"xx", "y"}})
      local d = e:details()
      return table.concat({tostring(v), e:kind(), d.field, d.constraint, d.got}, " ")
    end})"};
  CHECK(rig.run() == "nil Invalid a[2] min_len string");
}

TEST_CASE("type values: a call answers the value or raises") {
  CHECK(value_of("type P = {x: number}", "P({x = 1}).x") == "1");
  CHECK(value_of("type P = {x: number}", "select(2, pcall(P, {x = 'a'}))") == "x: expected number, got string");
  CHECK(value_of("", "select(2, pcall(string, nil))") == "expected string, got nil");
  CHECK(value_of("", "string('a') .. string.upper('b')") == "aB");
  CHECK(value_of("", "select(2, pcall(integer, 1.5))") == "expected integer, got number");
  CHECK(value_of("", "select(2, number.is('1')):kind()") == "Invalid");
}

TEST_CASE("type values: generics take types, name their arguments and refuse values") {
  const std::string box = "type Box<T> = {item: T, next?: Box<T>}";
  CHECK(value_of(box, "select(2, Box(number):is({item = 1, next = {item = 'x'}}))") == "next.item: expected number, got string");
  CHECK(value_of(box + " type S = Box<string>", "S({item = 'a'}).item") == "a");
  CHECK(value_of(box, "Box(string)") == "Box<string>");
  CHECK(value_of(box, "Box:kind() .. ' ' .. Box(number):kind()") == "generic instantiated");
  CHECK(value_of(box, "select(2, Box:is({item = 1}))") == "expected Box, a type that has no meaning at run time");
  CHECK(value_of(box, "string.match(select(2, pcall(Box, {})), 'not a type')") == "not a type");
  CHECK(value_of(box, "string.match(select(2, pcall(Box, number, string)), 'takes 1 type arguments, got 2')")
        == "takes 1 type arguments, got 2");
  CHECK(value_of("type A<T> = {next: A<{T}>?}", "select(2, A(number):is({next = {next = {next = 1}}}))")
        == "next.next.next: expected A<{{{number}}}>, got number");
}

TEST_CASE("type values: types that refer to themselves end, for values too") {
  const std::string list = "type L = {head: number, tail: L?}";
  CHECK(value_of(list, "select(2, L:is({head = 1, tail = {head = 2, tail = {head = 'x'}}}))") == "tail.tail.head: expected number, got string");
  machine_rig endless{list + " return {main = function() local t = {head = 1} t.tail = t return select(2, L:is(t)):message() end}"};
  CHECK(endless.run().find("nested deeper than 64 levels") != std::string::npos);
  CHECK(value_of("type A = A", "select(2, A:is(1))") == "expected A, a type that has no meaning at run time");
  CHECK(value_of("type A = A | number", "tostring(A:is(1)) .. tostring(A:is('x'))") == "1nil");
  CHECK(value_of("type A = (A extends string ? A : number)", "A:is(1)") == "1");
}

TEST_CASE("type values: computed types") {
  const std::string user = "local sample: {name: string} = {name = 'a'} type U = {id: number, tag?: string} ";
  CHECK(value_of(user + "type S = typeof(sample)", "select(2, S:is({name = 1}))") == "name: expected string, got number");
  CHECK(value_of(user + "type K = keyof(U)", "tostring(K:is('id')) .. tostring(K:is('x'))") == "idnil");
  CHECK(value_of(user + "type F = U[\"tag\"]", "F:kind()") == "optional");
  CHECK(value_of(user + "type C = (integer extends number ? string : boolean)", "C:is('x')") == "x");
}

TEST_CASE("type values: unknown names bind, and refuse every value") {
  CHECK(value_of("type Inbox = Channel<process.Message>", "select(2, Inbox:is({}))")
        == "expected Inbox, a type that has no meaning at run time");
}

TEST_CASE("type values: reflection") {
  const std::string all = "type U = {name: string, age?: number} type A = {U} type M = {[string]: integer} type F = (number, string) -> (boolean, nil) "
                          "type O = U? type V = 'a' | 1 ";
  CHECK(value_of(all, "U:kind() .. A:elem():kind() .. M:key():name() .. M:val():name() .. O:inner():name()") == "recordrecordstringintegerU");
  CHECK(value_of(all, "tostring(U:elem()) .. F:ret():kind() .. tostring(F:ret())") == "niltuple(boolean, nil)");
  CHECK(value_of(all, "U.age:kind() .. tostring(U.other)") == "numbernil");
  CHECK(value_of(all, "(function() local s = '' for n, t in U:fields() do s = s .. n .. ':' .. t:kind() .. ' ' end return s end)()")
        == "name:string age:number ");
  CHECK(value_of(all, "(function() local s = '' for t in V:variants() do s = s .. tostring(t) .. ' ' end for t in F:params() do s = s .. "
                      "tostring(t) .. ' ' end return s end)()")
        == "\"a\" 1 number string ");
  CHECK(value_of(all, "A.elem(A) == U") == "true");
  CHECK(value_of(all, "tostring(O) .. tostring(M:val()) .. tostring(A:elem():name())") == "OintegerU");
}

TEST_CASE("type values: equality is structural, order is being a subtype") {
  const std::string all = "type P = {x: number} type Q = {x: number} type R = {x: number, y: string} type I = {x: integer} type S = 'a' | 'b' "
                          "type L = {n: L?} type M = {n: M?} type B = string @min_len(1) ";
  CHECK(value_of(all, "P == Q") == "true");
  CHECK(value_of(all, "P == R") == "false");
  CHECK(value_of(all, "tostring(R <= P) .. tostring(R < P) .. tostring(P <= R) .. tostring(P < Q)") == "truetruefalsefalse");
  CHECK(value_of(all, "tostring(I <= P) .. tostring(P <= I) .. tostring(integer < number)") == "truefalsetrue");
  CHECK(value_of(all, "tostring(S <= B) .. tostring(L == M) .. tostring(any == number) .. tostring(never <= P)") == "falsetruefalsetrue");
}

TEST_CASE("type values: a name that is taken is bound in its place") {
  CHECK(value_of("local P = 1 local before = P type P = {a: string}", "before .. P:kind()") == "1record");
  CHECK(value_of("type P = number local function f() type P = string return P end", "P:kind() .. f():kind()") == "numberstring");
}

TEST_CASE("type values: damaged texts are refused") {
  for (const char* code : {"", "1;", "1;1:A0;", "1;1:A0;fx", "9999;", "1;99:A0;f", "1;1:A0;D7;", "1;1:A0;P0;", "1;1:A0;R1;1:x.", "1;1:A0;@f1;1:aQ"})
    CHECK(value_of("", std::string{"string.match(select(2, pcall(_G['__troupe' .. '_types'], '"} + code + "', 1)), 'not the types')")
          == "not the types");
  CHECK(value_of("", "string.match(select(2, pcall(_G['__troupe' .. '_types'], '1;1:A0;' .. string.rep('?', 100000) .. 'f')), 'not the types')")
        == "not the types");
}
