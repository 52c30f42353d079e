#include "runtime/syntax/parser.hpp"
#include "runtime/syntax/translate.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

namespace troupe::syntax {

namespace {

std::string lua_of(std::string_view source) {
  auto result = translate(source, "test");
  if (const auto* problems = std::get_if<std::vector<diagnostic>>(&result)) {
    const diagnostic& first = problems->front();
    return "error " + std::to_string(first.line) + ":" + std::to_string(first.column) + ": "
           + first.message;
  }
  return std::get<translation>(result).lua;
}

// Of `return <expression>`, without the return.
std::string value(std::string_view source) {
  const std::string lua = lua_of("x = " + std::string{source});
  return lua.starts_with("x = ") ? lua.substr(4) : lua;
}

void unchanged(std::string_view source) {
  CHECK(lua_of(source) == source);
}

}  // namespace

TEST_CASE("statements: plain Lua comes out as it went in") {
  unchanged("local a, b = 1, 2");
  unchanged("a, b.c, d[1] = f()");
  unchanged("local function f(a, b, ...) return a, ... end");
  unchanged("function a.b.c:d(x) return self, x end");
  unchanged("function f() end");
  unchanged("do local x end");
  unchanged("while a do b() end");
  unchanged("repeat local x = f() until x");
  unchanged("if a then b() elseif c then d() else e() end");
  unchanged("for i = 1, 10 do f(i) end");
  unchanged("for i = 10, 1, -1 do f(i) end");
  unchanged("for k, v in pairs(t) do f(k, v) end");
  unchanged("while true do break end");
  unchanged("do return end");
  unchanged("return");
  unchanged("return 1, ...");
  unchanged("goto x do ::y:: end ::x::");
  unchanged("local t = {1, a = 2, [b] = 3, f(),}");
  unchanged("f{1} g'x' h[[y]] a:b{} a:b'c'");
  unchanged("t.x.y[1]:z(1)(2).w = nil");
  unchanged("");
}

TEST_CASE("statements: semicolons may stand alone and leave nothing") {
  CHECK(lua_of(";;;a();;b();") == "a() b()");
  CHECK(lua_of("do ; end") == "do end");
  CHECK(lua_of("return;") == "return");
  CHECK(lua_of("while a do break; ; end") == "while a do break end");
}

TEST_CASE("statements: a bracket cannot join the statement before") {
  CHECK(lua_of("local a = b; (c or d)()") == "local a = b; (c or d)()");
  CHECK(lua_of("local a = b as T\n(c or d)()") == "local a = b;\n(c or d)()");
  CHECK(lua_of("local a = f!\n(c or d).x = 1") == "local a = f;\n(c or d).x = 1");
  CHECK(lua_of("(a or b)()") == "(a or b)()");
  CHECK(lua_of("do (a or b)() end") == "do (a or b)() end");
  CHECK(lua_of("type T = A\n(a or b)()") == "\n(a or b)()");
}

TEST_CASE("calls: a bracket on a new line continues the call unless it follows a bracket") {
  CHECK(lua_of("f\n(1,\n2)") == "f(\n1,\n2)");
  CHECK(lua_of("a:b\n(1)") == "a:b(\n1)");
  CHECK(lua_of("t[1]\n(1)") == "t[1](\n1)");
  CHECK(lua_of("f{}\n(1)") == "f{}(\n1)");
  CHECK(lua_of("f\n{}\n'x'") == "f\n{}\n'x'");
  CHECK(lua_of("x = function() end\n(g or h)()") == "x = function() end;\n(g or h)()");
  CHECK(lua_of("f()\n(g or h)()").starts_with("error 2:1: ambiguous syntax"));
  CHECK(lua_of("x = (f)\n(g)").starts_with("error 2:1: ambiguous syntax"));
}

TEST_CASE("operators: the dialect's become calls that evaluate from left to right") {
  CHECK(value("a // b") == "__troupe_idiv(a, b)");
  CHECK(value("a & b") == "__troupe_band(a, b)");
  CHECK(value("a | b") == "__troupe_bor(a, b)");
  CHECK(value("a ~ b") == "__troupe_bxor(a, b)");
  CHECK(value("a << b") == "__troupe_shl(a, b)");
  CHECK(value("a >> b") == "__troupe_shr(a, b)");
  CHECK(value("~a") == "__troupe_bnot(a)");
  CHECK(value("a // b // c") == "__troupe_idiv(__troupe_idiv(a, b), c)");
  CHECK(value("f() // g()") == "__troupe_idiv(f(), (g()))");
  CHECK(value("... // ...") == "__troupe_idiv(..., (...))");
  CHECK(value("~f()") == "__troupe_bnot((f()))");
  CHECK(value("~~a") == "__troupe_bnot(__troupe_bnot(a))");
  CHECK(value("a ~= ~b") == "a ~= __troupe_bnot(b)");
}

TEST_CASE("operators: as the only result they leave their line") {
  CHECK(lua_of("return a // b") == "return (__troupe_idiv(a, b))");
  CHECK(lua_of("return ~a") == "return (__troupe_bnot(a))");
  CHECK(lua_of("return integer(a)") == "return (integer(a))");
  CHECK(lua_of("local integer = f return integer(a)") == "local integer = f return integer(a)");
  CHECK(lua_of("return a.integer(b), c") == "return a.integer(b), c");
  CHECK(lua_of("return a + b // c") == "return a + __troupe_idiv(b, c)");
}

TEST_CASE("operators: precedence follows the table of the dialect") {
  CHECK(value("a or b and c < d | e ~ f & g << h .. i + j * -k ^ l")
        == "a or b and c < __troupe_bor(d, __troupe_bxor(e, __troupe_band(f, __troupe_shl(g, h .. i + j * -k ^ l))))");
  CHECK(value("a | b == c") == "__troupe_bor(a, b) == c");
  CHECK(value("a & b | c ~ d") == "__troupe_bor(__troupe_band(a, b), __troupe_bxor(c, d))");
  CHECK(value("a << b + c") == "__troupe_shl(a, b + c)");
  CHECK(value("a .. b << c") == "__troupe_shl(a .. b, c)");
  CHECK(value("a * b // c % d") == "__troupe_idiv(a * b, c) % d");
  CHECK(value("a + b // c") == "a + __troupe_idiv(b, c)");
  CHECK(value("-a // b") == "__troupe_idiv(-a, b)");
  CHECK(value("~a ^ b") == "__troupe_bnot(a ^ b)");
  CHECK(value("2 ^ ~a") == "2 ^ __troupe_bnot(a)");
  CHECK(value("a << b << c") == "__troupe_shl(__troupe_shl(a, b), c)");
  CHECK(value("a .. b .. c ^ d ^ e") == "a .. b .. c ^ d ^ e");
  CHECK(value("not a == b") == "not a == b");
  CHECK(value("- -a, a - -b, -(-a)") == "- -a, a - -b, -(-a)");
}

TEST_CASE("casts: they bind more strongly than operators and cut to one value") {
  CHECK(value("a + b as T") == "a + b");
  CHECK(value("-a as T") == "-a");
  CHECK(value("a ^ b as T") == "a ^ b");
  CHECK(value("f() as T") == "(f())");
  CHECK(value("f() :: T") == "(f())");
  CHECK(value("f()!") == "(f())");
  CHECK(value("... as T") == "(...)");
  CHECK(value("f() as A as B") == "(f())");
  CHECK(value("f()!!") == "(f())");
  CHECK(value("(f())!") == "(f())");
  CHECK(value("a.b!, {} as T, function() end!") == "a.b, {}, function() end");
  CHECK(value("(u!).name, (x as T):m()") == "(u).name, (x):m()");
  CHECK(value("f(g() as T, h()!)") == "f((g()), (h()))");
  CHECK(value("{f()!, x = g() :: T}") == "{(f()), x = (g())}");
  CHECK(value("a! == b, a!==b") == "a == b, a == b");
  CHECK(value("not f()!") == "not (f())");
}

TEST_CASE("casts: `<` behind the type of a cast is an operator unless types and `>` follow") {
  CHECK(value("a as T < b") == "a < b");
  CHECK(value("a as T < 5 and b as U<V> > c") == "a < 5 and b > c");
  CHECK(value("a as T<U>") == "a");
  CHECK(value("a as T<U<V>>") == "a");
  CHECK(value("a as A | B < c") == "a < c");
  CHECK(value("a as () -> R < c") == "a < c");
}

TEST_CASE("labels: `::name::` on one line is a label, otherwise `::` is a cast") {
  CHECK(lua_of("x = 1 ::done:: goto done") == "x = 1 ::done:: goto done");
  CHECK(lua_of("x = y :: T\n::done:: goto done") == "x = y\n::done:: goto done");
  CHECK(lua_of(":: \tl\t :: goto l") == "::l:: goto l");
  CHECK(lua_of("x = (y :: any) :: string") == "x = (y)");
  CHECK(lua_of("x = y :: nil") == "x = y");
  CHECK(lua_of("for i = 1, 3 do if f(i) then goto continue end g(i) ::continue:: end")
        == "for i = 1, 3 do if f(i) then goto continue end g(i) ::continue:: end");
  CHECK(lua_of("x = y :: any :: string").starts_with("error 1:23: '=' expected"));
}

TEST_CASE("labels: only jumps that LuaJIT allows are accepted") {
  unchanged("do goto l local x ::l:: end");
  unchanged("goto l do ::l:: end ::l::");
  unchanged("::l:: do goto l end");
  unchanged("do ::a:: end do ::a:: end ::a::");
  CHECK(lua_of("do goto l; local x; ::l::; ::m::; end") == "do goto l local x ::l:: ::m:: end");
  CHECK(lua_of("repeat goto l local x ::l:: until x")
          .starts_with("error 1:13: goto 'l' jumps into the scope of local 'x'"));
  CHECK(lua_of("do goto l local x ::l:: f() end").starts_with("error 1:9: goto 'l' jumps"));
  CHECK(lua_of("do ::l:: end goto l").starts_with("error 1:19: undefined label 'l'"));
  CHECK(lua_of("::l:: function f() goto l end").starts_with("error 1:25: undefined label 'l'"));
}

TEST_CASE("names: soft keywords are names behind `.` and `:` and as keys") {
  unchanged("a.is, a.as, a.readonly, a.interface, a.asserts = 1");
  unchanged("a:is(1) a:as'x' a:readonly{} a.typeof.keyof:extends()");
  unchanged("function a:is() end function a.as.interface() end");
  unchanged(
    "t = {is = 1, as = 2, readonly = 3, interface = 4, asserts = 5, keyof = 6, extends = 7, type = "
    "8}");
}

TEST_CASE("names: `type` stays a name where no declaration begins") {
  unchanged("local type = type(x)");
  unchanged("type = 5");
  unchanged("type(x)");
  unchanged("type.x = type'y'");
  unchanged("return {type = type}");
}

TEST_CASE("names: what is soft or a keyword only in LuaJIT is an ordinary name") {
  unchanged("local continue, const = 1, 2");
  unchanged("const = continue");
  unchanged("goto continue ::continue::");
  unchanged("const(1)");
}

TEST_CASE("lines: every token stays on its line") {
  CHECK(lua_of("local a\n=\n1\n+\nb") == "local a =\n\n1\n+\nb");
  CHECK(lua_of("f(\na,\n\nb\n)") == "f(\na,\n\nb\n)");
  CHECK(lua_of("local t = {\n  a = 1, -- x\n\n  2\n}\nf()") == "local t = {\na = 1,\n\n2\n}\nf()");
  CHECK(lua_of("--[[\n\n]] a() --\n\nb()") == "\n\na()\n\nb()");
  CHECK(lua_of("local s = [[a\nb]] f()\ng()") == "local s = [[a\nb]] f()\ng()");
  CHECK(lua_of("local s = 'a\\\nb'\ng()") == "local s = 'a\\\nb'\ng()");
  CHECK(lua_of("local s = [[a\r\nb]]\r\ng()") == "local s = [[a\r\nb]]\ng()");
  CHECK(lua_of("a\n.b\n:c\n()") == "a\n.b\n:c(\n)");
  CHECK(lua_of("if a\nthen\nb()\nelseif\nc\nthen\nelse\nd()\nend")
        == "if a then\n\nb()\nelseif\nc then\n\nelse\nd()\nend");
  CHECK(lua_of("function f(\na,\nb\n)\nend") == "function f(\na,\nb)\n\nend");
  CHECK(lua_of("a()\n\n\n") == "a()\n\n\n");
}

TEST_CASE("lines: types over several lines leave their line breaks") {
  CHECK(lua_of("type T = {\n  a: number,\n  b?: string,\n}\nf()") == "\n\n\n\nf()");
  CHECK(lua_of("local x: {\n  number\n} = 1\nf()") == "local x =\n\n1\nf()");
  CHECK(lua_of("interface I\n  function a()\nend\nf()") == "\n\n\nf()");
  CHECK(lua_of("function f<T>(\n  a: T,\n  b: (\n    T) -> T\n): T\n  return a end")
        == "function f(\na,\nb)\n\n\nreturn a end");
}

TEST_CASE("type values: a type used as a value is bound at the start of the chunk") {
  CHECK(lua_of("type P = {x: number}\nreturn {P = P}")
        == "local P = __troupe_types(\"1;1:P0;R1;1:x.f\", 1);\nreturn {P = P}");
  CHECK(lua_of("function f() return P(1) end\ntype P = number")
        == "local P = __troupe_types(\"1;1:P0;f\", 1); function f() return (P(1)) end\n");
  CHECK(lua_of("do type P = A end return P:is(1)")
        == "local P = __troupe_types(\"1;1:P0;U1:A\", 1); do end return P:is(1)");
  CHECK(lua_of("interface I end\nreturn I")
        == "local I = __troupe_types(\"1;1:I0;I0;0;\", 1);\nreturn I");
  CHECK(lua_of("type A = B type B = number return B")
        == "local B = __troupe_types(\"2;1:A0;D1;1:B0;f\", 2); return B");
  CHECK(lua_of("type A = number type B = string return A, B")
        == "local A, B = __troupe_types(\"2;1:A0;f1:B0;s\", 1, 2); return A, B");
}

TEST_CASE("type values: what a type refers to, and literals that Lua must not read otherwise") {
  const auto code_of = [](const std::string& source) {
    const std::string lua = lua_of(source + " return T");
    const size_t from = lua.find("(\"") + 2;
    return lua.substr(from, lua.find("\", ", from) - from);
  };
  CHECK(code_of("type T = \"a\\\"\\n\\\\\" | -1 | true | nil") == "1;1:T0;|4;S4:a\\034\\010\\092N2:-1Tn");
  CHECK(code_of("local l = require('lib') type T = l.A") == "1;1:T0;X3:lib1;1:A");
  CHECK(code_of("local A = require('lib').x.A type T = {A}") == "1;1:T0;[X3:lib2;1:x1:A");
  CHECK(code_of("type T = lib.A?") == "1;1:T0;?X3:lib1;1:A");
  CHECK(code_of("type T<A, B: string> = {[B]: A}") == "1;1:T2;1:A-1:Bs{P1;P0;");
  CHECK(code_of("local v: {string} = {} type T = typeof(v)") == "1;1:T0;[s");
  CHECK(code_of("type T = string @min_len(2) @pattern(\"^a\") @x(f())") == "1;1:T0;@s3;7:min_lenN1:27:patternS2:^a1:x-");
  CHECK(code_of("type T = (number, ...string) -> (boolean, nil)") == "1;1:T0;L2;0:.f0:*s2;bn.");
}

TEST_CASE("type values: a type that no expression uses leaves nothing") {
  CHECK(lua_of("type P = {x: number}\nlocal p: P = {x = 1}\nreturn {P = p.P, x = p as P}")
        == "\nlocal p = {x = 1}\nreturn {P = p.P, x = p}");
  CHECK(lua_of("type P = typeof(P)") == "");
  CHECK(lua_of("type P = number @min(P)") == "");
}

TEST_CASE("type values: behind a local or another type of its name, a type is bound in its place") {
  CHECK(lua_of("local P = 1\ntype P = A\nreturn P")
        == "local __troupe_types = __troupe_types(\"1;1:P0;U1:A\"); local P = 1\nlocal P = __troupe_types(1)\nreturn P");
  CHECK(
    lua_of("type P = A do type P = B f(P) end return P")
    == "local P, __troupe_types = __troupe_types(\"2;1:P0;U1:A1:P0;U1:B\", 1); do local P = "
       "__troupe_types(2) f(P) end return P");
  CHECK(lua_of("type P = A\nlocal P = P\nreturn P")
        == "local P = __troupe_types(\"1;1:P0;U1:A\", 1);\nlocal P = P\nreturn P");
}

TEST_CASE("facts: names that the global require loads") {
  const auto result = translate(
    "local a = require('a')\nlocal b = require \"b.c\"\nrequire [[d\\]]\nrequire(x) require('y', "
    "1)\n"
    "a.require('no') a:require('no')\nlocal require = f\nrequire('no')",
    "test");
  const auto& found = std::get<translation>(result).required;
  REQUIRE(found.size() == 3);
  CHECK(found[0].name == "a");
  CHECK(found[0].line == 1);
  CHECK(found[1].name == "b.c");
  CHECK(found[1].line == 2);
  CHECK(found[2].name == "d\\");
  CHECK(found[2].line == 3);
}

TEST_CASE("facts: declared types, and whether there are types at all") {
  const auto facts = [](std::string_view source) {
    return std::get<translation>(translate(source, "test"));
  };
  CHECK(!facts("local x = a // b").uses_types);
  for (const char* typed : {"local x: T", "x = y as T", "x = y!", "type T = A", "interface I end",
                            "function f(a: T) end", "function f(): T end", "function f<T>() end",
                            "function f(...: T) end", "x = y :: T"})
    CHECK_MESSAGE(facts(typed).uses_types, std::string{typed});
  const translation some = facts("type A = B\n\ninterface C end\nreturn C");
  REQUIRE(some.types.size() == 2);
  CHECK(some.types[0].name == "A");
  CHECK(some.types[0].line == 1);
  CHECK(!some.types[0].used_as_value);
  CHECK(some.types[1].name == "C");
  CHECK(some.types[1].line == 3);
  CHECK(some.types[1].used_as_value);
}

TEST_CASE("depth: nesting fails with a diagnostic, chains to the left do not") {
  const auto repeat = [](std::string_view text, int count) {
    std::string result;
    for (int i = 0; i < count; ++i)
      result += text;
    return result;
  };
  const auto code = [](const std::string& source) {
    const auto result = translate(source, "test");
    const auto* problems = std::get_if<std::vector<diagnostic>>(&result);
    if (problems == nullptr)
      return std::string{"fine"};
    return problems->front().message.find("levels of nesting") == std::string::npos
             ? "other"
             : problems->front().code;
  };
  CHECK(code("return " + repeat("(", 180) + "1" + repeat(")", 180)) == "fine");
  for (const char* opening : {"return {",
                              "return (",
                              "f(",
                              "do ",
                              "if a then ",
                              "x = - ",
                              "x = not ",
                              "x = a ^ ",
                              "x = a .. ",
                              "x = ~",
                              "type T = {",
                              "type T = (",
                              "type T = () -> ",
                              "type T = A<",
                              "type T = A extends B ? ",
                              "x = f(function() ",
                              "repeat ",
                              "type T = {z: ",
                              "x = y[",
                              "type T = A[",
                              "type T = typeof(x as "}) {
    const std::string_view once{opening};
    const size_t repeated = once.starts_with("x = ")        ? 4
                            : once.starts_with("return ")   ? 7
                            : once.starts_with("type T = ") ? 9
                                                            : 0;
    CHECK_MESSAGE(code(std::string{once} + repeat(once.substr(repeated), 100000)) == "P0003",
                  std::string{opening});
  }
  CHECK(code("return 1" + repeat(" + a", 100000)) == "fine");
  CHECK(code("return a" + repeat(".b", 100000)) == "fine");
  CHECK(code("return a" + repeat("()", 100000)) == "fine");
  CHECK(code("return a" + repeat(" as T", 100000)) == "fine");
  CHECK(code("if a then " + repeat("elseif b then ", 100000) + "end") == "fine");
  CHECK(code("type T = A" + repeat(" | B", 100000)) == "fine");
  CHECK(code("type T = A" + repeat("?", 100000)) == "fine");
  CHECK(code("type T = A" + repeat(" | B & C", 100000)) == "P0003");
  CHECK(code("return 1" + repeat(" // a", 100000)) == "P0003");
}

}  // namespace troupe::syntax
