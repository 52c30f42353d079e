// Every message with its exact place. The texts are part of what users see: change them on purpose only.
#include "runtime/syntax/translate.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

namespace troupe::syntax {

namespace {

struct example {
  std::string_view source;
  std::string_view expected;  // of the first diagnostic, "line:column: message"
};

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

void check(const std::vector<example>& examples) {
  for (const example& each : examples)
    CHECK_MESSAGE(first_of(each.source) == each.expected, std::string{each.source});
}

}  // namespace

TEST_CASE("errors: blocks are closed by what they need") {
  check({
    {"if a then b()",
     "1:14: 'end' expected (to close 'if' at line 1) near '<eof>'; add the missing 'end'"},
    {"if a then b() else c()",
     "1:23: 'end' expected (to close 'if' at line 1) near '<eof>'; add the missing 'end'"},
    {"while a do b()",
     "1:15: 'end' expected (to close 'while' at line 1) near '<eof>'; add the missing 'end'"},
    {"for i = 1, 2 do",
     "1:16: 'end' expected (to close 'for' at line 1) near '<eof>'; add the missing 'end'"},
    {"function f()",
     "1:13: 'end' expected (to close 'function' at line 1) near '<eof>'; add the missing 'end'"},
    {"x = function()\n\n",
     "1:15: 'end' expected (to close 'function' at line 1) near '<eof>'; add the missing 'end'"},
    {"repeat x()",
     "1:11: 'until' expected (to close 'repeat' at line 1) near '<eof>'; add the missing 'until'"},
    {"repeat x() end",
     "1:12: 'until' expected (to close 'repeat' at line 1) near 'end'; a repeat ends with 'until "
     "condition'"},
    {"do x()", "1:7: 'end' expected (to close 'do' at line 1) near '<eof>'; add the missing 'end'"},
    {"if a\nthen b() until",
     "2:10: 'end' expected (to close 'if' at line 1) near 'until'; add the missing 'end'"},
    {"if a then else else end", "1:16: 'end' expected near 'else'; 'else' comes last in an if"},
    {"if a then\n\n\nelse b(\nelse end",
     "5:1: unexpected symbol near 'else'; a value is expected here"},
    {"end",
     "1:1: '<eof>' expected near 'end'; no block is open here for it to close; delete it, or find "
     "the 'end' too many above"},
    {"x() elseif y then",
     "1:5: '<eof>' expected near 'elseif'; no block is open here for it to close; delete it, or "
     "find the 'end' too many above"},
    {"local function f(\n", "1:18: <name> expected near '<eof>'; parameters are names, separated by ','"},
  });
}

TEST_CASE("errors: the message points at the block whose end is missing by indentation") {
  check({
    {"local function f()\n  if a then\n    if b then\n      c()\n  end\nend",
     "6:4: 'end' expected (to close 'function' at line 1) near '<eof>'; add the missing 'end'; by "
     "the indentation it belongs to 'if' at line 3"},
    {"local function f(i)\n  if a then\n    b()\n  else if c then\n    d()\n  end\nend\n",
     "7:4: 'end' expected (to close 'function' at line 1) near '<eof>'; add the missing 'end'; by "
     "the indentation it belongs to 'if' at line 2"},
  });
}

TEST_CASE("errors: an unfinished chunk is reported behind its last token") {
  check({
    {"x =  -- comment\n\n",
     "1:4: unexpected symbol near '<eof>'; the chunk ends where a value is expected"},
    {"f(1,\n2", "2:2: ')' expected (to close '(' at line 1) near '<eof>'; add the missing ')'"},
    {"return {1,\n\n",
     "1:11: unexpected symbol near '<eof>'; the chunk ends where a value is expected"},
    {"local t = {a = 1\n",
     "1:17: '}' expected (to close '{' at line 1) near '<eof>'; add the missing '}'"},
  });
}

TEST_CASE("errors: words that are missing or wrong") {
  check({
    {"if a b() end", "1:6: 'then' expected near 'b'; write 'then' behind the condition"},
    {"if a = 1 then end", "1:6: 'then' expected near '='; to compare, write '=='"},
    {"while a = 1 do end", "1:9: 'do' expected near '='; to compare, write '=='"},
    {"while a b() end", "1:9: 'do' expected near 'b'; write 'do' behind the condition"},
    {"for i = 1 do end",
     "1:11: ',' expected near 'do'; a numeric for needs a start and an end: 'for i = 1, n do'"},
    {"for i 1 do end",
     "1:7: '=' or 'in' expected near '1'; loops are written 'for i = 1, n do' or 'for k, v in "
     "pairs(t) do'"},
    {"for k v in pairs(t) do end",
     "1:7: '=' or 'in' expected near 'v'; loops are written 'for i = 1, n do' or 'for k, v in "
     "pairs(t) do'"},
    {"for k, v pairs(t) do end",
     "1:10: 'in' expected near 'pairs'; loops over a table are written 'for k, v in pairs(t) do'"},
    {"for i = 1, 2 b() end",
     "1:14: 'do' expected near 'b'; write 'do' before the body of the loop"},
    {"local function a.b() end",
     "1:17: '(' expected near '.'; a local function has a plain name; leave 'local' out to define "
     "a field or a method"},
    {"local a.b = 1",
     "1:8: '=' expected near '.'; a local variable has a plain name; leave 'local' out to assign a "
     "field"},
    {"local = 1", "1:7: <name> expected near '='; here stands a variable"},
    {"function () end", "1:10: <name> expected near '('; a function needs a name here; as a value it is written 'local f = function(...) ... end'"},
    {"function a:b.c() end",
     "1:13: '(' expected near '.'; a function has a list of parameters, perhaps an empty one: "
     "'()'"},
    {"goto 1", "1:6: <name> expected near '1'; here stands a label"},
    {"::a:",
     "1:4: '::' expected near ':'; a label is written '::name::'; a cast needs a value before it"},
    {"x y", "1:3: '=' expected near 'y'; a statement is a call or an assignment"},
    {"x", "1:2: '=' expected near '<eof>'; a statement is a call or an assignment"},
    {"let x = 1", "1:5: '=' expected near 'x'; a variable is declared with 'local'"},
    {"var x", "1:5: '=' expected near 'x'; a variable is declared with 'local'"},
    {"elif x then", "1:1: '=' expected near 'x'; the word is 'elseif'"},
    {"continue",
     "1:1: there is no 'continue' statement; write 'goto continue' and put '::continue::' at the "
     "end of the loop"},
    {"while a do continue end",
     "1:12: there is no 'continue' statement; write 'goto continue' and put '::continue::' at the "
     "end of the loop"},
    {"x + 1", "1:3: '=' expected near '+'; a statement is a call or an assignment"},
    {"x += 1", "1:3: '=' expected near '+'; there is no compound assignment; write 'x = x + 1'"},
    {"x //= 2", "1:3: '=' expected near '//'; there is no compound assignment; write 'x = x + 1'"},
    {"x ..= 'a'",
     "1:3: '=' expected near '..'; there is no compound assignment; write 'x = x + 1'"},
    {"x++", "1:2: '=' expected near '+'; there is no compound assignment; write 'x = x + 1'"},
    {"\"abc\"", "1:1: unexpected symbol near '\"abc\"'; no statement begins with it"},
    {"5 = x", "1:1: unexpected symbol near '5'; no statement begins with it"},
    {"} x", "1:1: unexpected symbol near '}'; nothing is open here for it to close; delete it"},
    {"// comment", "1:1: unexpected symbol near '//'; comments begin with '--'"},
    {"(x)",
     "1:4: unexpected symbol near '<eof>'; a value alone is no statement; call it or assign it"},
  });
}

TEST_CASE("errors: assignments go to variables and fields") {
  check({
    {"f() = 1", "1:1: assignment to a function call; only variables and fields can be assigned"},
    {"(a) = 1",
     "1:1: assignment to a value in brackets; only variables and fields can be assigned"},
    {"a, f() = 1, 2",
     "1:4: assignment to a function call; only variables and fields can be assigned"},
    {"a.b:c() = 1",
     "1:1: assignment to a function call; only variables and fields can be assigned"},
    {"a, b", "1:5: '=' expected near '<eof>'; several variables are assigned with 'a, b = x, y'"},
  });
}

TEST_CASE("errors: expressions") {
  check({
    {"x = ", "1:4: unexpected symbol near '<eof>'; the chunk ends where a value is expected"},
    {"x = }", "1:5: unexpected symbol near '}'; a value is expected here"},
    {"x = a != b", "1:7: unexpected symbol near '!='; 'not equal' is written '~='"},
    {"if a != b then end", "1:6: 'then' expected near '!='; 'not equal' is written '~='"},
    {"x = !a", "1:5: unexpected symbol near '!'; for negation write 'not'"},
    {"x = a && b", "1:8: unexpected symbol near '&'; a logical and is written 'and'"},
    {"x = a || b", "1:8: unexpected symbol near '|'; a logical or is written 'or'"},
    {"x = a ? b : c",
     "1:7: unexpected symbol near '?'; there is no '?' operator; write 'a and b or c' or an if"},
    {"x = a -> b",
     "1:7: unexpected symbol near '->'; '->' is for types; a function is written 'function(...) "
     "... end'"},
    {"x = @a", "1:5: unexpected symbol near '@'; validators belong to types"},
    {"x = fun() end", "1:5: unexpected symbol near 'fun'; 'fun' is for types; write 'function'"},
    {"x = typeof(y)",
     "1:5: unexpected symbol near 'typeof'; typeof(...) is for types; the type of a value is "
     "type(v)"},
    {"x = (1", "1:7: ')' expected (to close '(' at line 1) near '<eof>'; add the missing ')'"},
    {"x = (1 2)", "1:8: ')' expected (to close '(' at line 1) near '2'; add the missing ')'"},
    {"f(1 2)",
     "1:5: ')' expected (to close '(' at line 1) near '2'; arguments are separated by ','"},
    {"f(1, 2", "1:7: ')' expected (to close '(' at line 1) near '<eof>'; add the missing ')'"},
    {"t[1 = 2", "1:5: ']' expected (to close '[' at line 1) near '='; add the missing ']'"},
    {"a:b",
     "1:4: function arguments expected near '<eof>'; a method is called with 'object:name(...)', a "
     "table field is written 'name = value'"},
    {"a:1()",
     "1:3: <name> expected near '1'; a method is called with 'object:name(...)', a table field is "
     "written 'name = value'"},
    {"a.1", "1:2: '=' expected near '.1'; a statement is a call or an assignment"},
    {"a. = 2", "1:4: <name> expected near '='; here stands the name of a field"},
    {"x = 1 + * 2", "1:9: unexpected symbol near '*'; a value is expected here"},
    {"x = a b", "1:8: '=' expected near '<eof>'; a statement is a call or an assignment"},
  });
}

TEST_CASE("errors: tables") {
  check({
    {"t = {1 2}",
     "1:8: '}' expected (to close '{' at line 1) near '2'; fields are separated by ','"},
    {"t = {a: 1}",
     "1:9: <name> expected near '1'; a method is called with 'object:name(...)', a table field is "
     "written 'name = value'"},
    {"t = {a: b}",
     "1:10: function arguments expected near '}'; a method is called with 'object:name(...)', a "
     "table field is written 'name = value'"},
    {"t = {\"a\" = 1}",
     "1:10: '}' expected (to close '{' at line 1) near '='; a key that is no name is written "
     "'[key] = value'"},
    {"t = {end = 1}",
     "1:6: unexpected symbol near 'end'; 'end' is a reserved word; write [\"end\"] = ..."},
    {"t = {[1] 2}", "1:10: '=' expected near '2'; a keyed field is written '[key] = value'"},
    {"t = {[1 = 2}", "1:9: ']' expected (to close '[' at line 1) near '='; add the missing ']'"},
    {"t = {a = }", "1:10: unexpected symbol near '}'; a value is expected here"},
    {"t = {,}", "1:6: unexpected symbol near ','; a value is expected here"},
  });
}

TEST_CASE("errors: reserved words") {
  check({
    {"local end = 1",
     "1:7: <name> expected near 'end'; 'end' is a reserved word and cannot be a variable"},
    {"local is = 1",
     "1:7: 'is' is a reserved word of the dialect and cannot be a variable; choose another name"},
    {"local function as() end",
     "1:16: 'as' is a reserved word of the dialect and cannot be a function; choose another name"},
    {"function f(interface) end",
     "1:12: 'interface' is a reserved word of the dialect and cannot be a parameter; choose "
     "another name"},
    {"for fun in x do end",
     "1:5: 'fun' is a reserved word of the dialect and cannot be a loop variable; choose another "
     "name"},
    {"t.end = 1",
     "1:3: <name> expected near 'end'; 'end' is a reserved word; write [\"end\"] or choose another "
     "name"},
    {"t:while()",
     "1:3: <name> expected near 'while'; 'while' is a reserved word; write [\"while\"] or choose "
     "another name"},
    {"function a.end() end",
     "1:12: <name> expected near 'end'; 'end' is a reserved word; write [\"end\"] or choose "
     "another name"},
    {"type is = A",
     "1:6: 'is' is a reserved word of the dialect and cannot be a type; choose another name"},
    {"print(readonly)",
     "1:7: unexpected symbol near 'readonly'; this is a reserved word of the dialect and cannot "
     "name a variable"},
    {"is = 1",
     "1:1: unexpected symbol near 'is'; this is a reserved word of the dialect and cannot name a "
     "variable"},
    {"typeof(x)",
     "1:1: unexpected symbol near 'typeof'; typeof(...) is for types; the type of a value is "
     "type(v)"},
    {"local goto = 1",
     "1:7: <name> expected near 'goto'; 'goto' is a reserved word and cannot be a variable"},
  });
}

TEST_CASE("errors: the prefix of the runtime's own names") {
  check({
    {"local __troupe_x = 1",
     "1:7: the name '__troupe_x' is reserved, as all that begin with '__troupe_'; rename it"},
    {"t.__troupe_x = 1",
     "1:3: the name '__troupe_x' is reserved, as all that begin with '__troupe_'; rename it"},
    {"__troupe_idiv = 1",
     "1:1: the name '__troupe_idiv' is reserved, as all that begin with '__troupe_'; rename it"},
  });
}

TEST_CASE("errors: last statements") {
  check({
    {"break",
     "1:1: 'break' outside a loop; a function is left with 'return', another block with 'goto'"},
    {"do break f() end",
     "1:4: 'break' outside a loop; a function is left with 'return', another block with 'goto'"},
    {"while a do break f() end",
     "1:18: 'break' must be the last statement of its block near 'f'; delete what follows, or "
     "write 'do break end'"},
    {"return 1 f()",
     "1:10: 'return' must be the last statement of its block near 'f'; delete what follows, "
     "write 'do return ... end', or add the 'end' that is missing before it"},
    {"return return", "1:8: unexpected symbol near 'return'; a value is expected here"},
  });
}

TEST_CASE("errors: labels, break and varargs out of place") {
  check({
    {"goto x",
     "1:6: undefined label 'x'; put '::x::' into the chunk, in the block of the goto or one around "
     "it"},
    {"function f() goto x end ::x::",
     "1:19: undefined label 'x'; put '::x::' into the function at line 1, in the block of the goto "
     "or one around it"},
    {"::a:: ::a::", "1:9: duplicate label 'a', already at line 1; give one of them another name"},
    {"\n::a::\ndo ::a:: end ::a::",
     "3:16: duplicate label 'a', already at line 2; give one of them another name"},
    {"do goto l local x ::l:: f() end",
     "1:9: goto 'l' jumps into the scope of local 'x'; declare it before the goto, or put it into "
     "a block 'do ... end' that ends before the label"},
    {"function f() return ... end",
     "1:21: cannot use '...' outside a vararg function; add '...' to the parameters of the "
     "function at line 1"},
    {"local function f(a)\n  return function(...) return ... end, ...\nend",
     "2:40: cannot use '...' outside a vararg function; add '...' to the parameters of the "
     "function at line 1"},
    {"if x then break end",
     "1:11: 'break' outside a loop; a function is left with 'return', another block with 'goto'"},
    {"while a do function f() break end end",
     "1:25: 'break' outside a loop; a function is left with 'return', another block with 'goto'"},
  });
}

TEST_CASE("errors: casts") {
  check({
    {"x as T", "1:3: '=' expected near 'as'; a cast is part of an expression, not a statement"},
    {"x = y!.z",
     "1:7: unexpected symbol near '.'; to use the result of a cast, put it in brackets: '(x as "
     "T).name', '(x!).name'"},
    {"x = y!:z()",
     "1:7: unexpected symbol near ':'; to use the result of a cast, put it in brackets: '(x as "
     "T).name', '(x!).name'"},
    {"x = (y as T)(1) + y as T(1)",
     "1:25: unexpected symbol near '('; to use the result of a cast, put it in brackets: '(x as "
     "T).name', '(x!).name'"},
    {"x = y as",
     "1:9: type expected near '<eof>'; types begin with a name, a literal, '{', '(' or 'fun'"},
    {"x = y ::",
     "1:9: type expected near '<eof>'; types begin with a name, a literal, '{', '(' or 'fun'"},
    {"x = y :: any :: string",
     "1:23: '=' expected near '<eof>'; '::name::' is a label; two casts in a row need brackets: "
     "'(x :: T) :: U'"},
    {"x = y :: any :: {a: A}",
     "1:17: unexpected symbol near '{'; '::name::' is a label; two casts in a row need brackets: "
     "'(x :: T) :: U'"},
    {"f(y :: any :: string)",
     "1:5: ')' expected (to close '(' at line 1) near '::'; '::name::' is a label; two casts in a "
     "row need brackets: '(x :: T) :: U'"},
    {"x = y as A<{a: }>",
     "1:16: type expected near '}'; types begin with a name, a literal, '{', '(' or 'fun'"},
  });
}

TEST_CASE("errors: parameters") {
  check({
    {"function f(a?: number) end",
     "1:13: ')' expected near '?:'; an optional parameter is written 'x: T?'"},
    {"function f(a = 1) end",
     "1:14: ')' expected near '='; parameters have no default values; write 'x = x or ...' in the "
     "body"},
    {"function f(..., a) end", "1:15: ')' expected near ','; '...' is the last parameter"},
    {"function f(a b) end",
     "1:14: ')' expected (to close '(' at line 1) near 'b'; parameters are separated by ','"},
    {"function f(1) end", "1:12: <name> expected near '1'; parameters are names, separated by ','"},
    {"function f(a end",
     "1:14: ')' expected (to close '(' at line 1) near 'end'; parameters are separated by ','"},
    {"function f end",
     "1:12: '(' expected near 'end'; a function has a list of parameters, perhaps an empty one: "
     "'()'"},
    {"local x <const> = 1",
     "1:9: local attributes do not exist in this dialect near '<'; delete '<...>'"},
    {"for i: number = 1, 2 do end",
     "1:6: loop variables take no type annotation near ':'; their types follow from the loop; "
     "delete it"},
    {"for k, v: number in x do end",
     "1:9: loop variables take no type annotation near ':'; their types follow from the loop; "
     "delete it"},
  });
}

TEST_CASE("errors: types") {
  check({
    {"local x: = 1",
     "1:10: type expected near '='; types begin with a name, a literal, '{', '(' or 'fun'"},
    {"local x: {a: A; b: B}",
     "1:15: '}' expected (to close '{' at line 1) near ';'; fields of a record type are separated "
     "by ',', not ';'"},
    {"local x: {[A]: B, c: C}",
     "1:19: '}' expected (to close '{' at line 1) near 'c'; a map type has one key and one value "
     "type: '{[K]: V}'"},
    {"local x: {a: A, [B]: C}",
     "1:17: <name> expected near '['; a record cannot mix named fields with '[K]: V'"},
    {"local x: {A, B}",
     "1:12: '}' expected (to close '{' at line 1) near ','; an array type has one element type "
     "'{T}', a record has names '{a: T, b: U}'"},
    {"local x: {a = 1}",
     "1:13: '}' expected (to close '{' at line 1) near '='; a field of a record type is written "
     "'name: T' or 'name?: T'"},
    {"local x: {[A] B}", "1:15: ':' expected near 'B'; a map type is written '{[K]: V}'"},
    {"local x: (A, B)",
     "1:16: '->' expected near '<eof>'; a function type is written '(A, B) -> R'"},
    {"local x: ()", "1:12: '->' expected near '<eof>'; a function type is written '(A, B) -> R'"},
    {"local x: (a: A)",
     "1:16: '->' expected near '<eof>'; a function type is written '(A, B) -> R'"},
    {"local x: function",
     "1:10: type expected near 'function'; a function type is written '(T) -> R' or 'fun(x: T): "
     "R'"},
    {"local x: A extends B",
     "1:21: '?' expected near '<eof>'; a conditional type is written 'A extends B ? C : D'"},
    {"local x: A extends B ? C",
     "1:25: ':' expected near '<eof>'; a conditional type is written 'A extends B ? C : D'"},
    {"local x: readonly A", "1:19: '{' expected near 'A'; only '{ ... }' can be readonly"},
    {"local x: A<B",
     "1:13: '>' expected (to close '<' at line 1) near '<eof>'; add the missing '>'"},
    {"local x: A<>",
     "1:12: type expected near '>'; types begin with a name, a literal, '{', '(' or 'fun'"},
    {"local x: A[B",
     "1:13: ']' expected (to close '[' at line 1) near '<eof>'; add the missing ']'"},
    {"local x: A |",
     "1:13: type expected near '<eof>'; types begin with a name, a literal, '{', '(' or 'fun'"},
    {"local x: - a", "1:12: <number> expected near 'a'; a '-' in a type begins a negative number"},
    {"local x: is", "1:10: type expected near 'is'; this word does not begin a type"},
    {"local x: fun: A",
     "1:13: '(' expected near ':'; a function type lists its parameters: 'fun(x: T): R'"},
    {"local x: (a?: A) -> B",
     "1:12: ':' expected near '?:'; an optional parameter is written 'x: T?'"},
    {"local x: interface A",
     "1:20: '{' expected near 'A'; an interface type is written 'interface { name: T }'"},
    {"local x: asserts 1", "1:18: <name> expected near '1'; here stands the name of a parameter"},
    {"local x: typeof x", "1:17: '(' expected near 'x'; it is written 'typeof(value)'"},
    {"local x: keyof A", "1:16: '(' expected near 'A'; it is written 'keyof(T)'"},
    {"local x: A @1", "1:13: <name> expected near '1'; here stands the name of a validator"},
    {"local x: A @min(1",
     "1:18: ')' expected (to close '(' at line 1) near '<eof>'; add the missing ')'"},
    {"type X", "1:7: '=' expected near '<eof>'; a type is declared with 'type Name = ...'"},
    {"type X =",
     "1:9: type expected near '<eof>'; types begin with a name, a literal, '{', '(' or 'fun'"},
    {"type X<T = A",
     "1:10: '>' expected (to close '<' at line 1) near '='; type parameters are separated by ','"},
    {"type X<1> = A", "1:8: <name> expected near '1'; here stands a type parameter"},
    {"type 1 = A", "1:6: '=' expected near '1'; a statement is a call or an assignment"},
    {"function f(): (a: A) end", "1:16: a result list holds types without names; write '(A, B)'"},
    {"function f(): (A, B), C end",
     "1:21: the body of the function expected near ','; results are listed either in brackets or "
     "without"},
    {"interface", "1:10: <name> expected near '<eof>'; here stands an interface"},
    {"interface A",
     "1:12: 'end' expected (to close 'interface' at line 1) near '<eof>'; an interface holds "
     "methods only: 'function name(x: T): R'"},
    {"interface A: end", "1:14: <name> expected near 'end'; here stands the interface to extend"},
    {"interface A x: B end",
     "1:13: 'end' expected (to close 'interface' at line 1) near 'x'; an interface holds methods "
     "only: 'function name(x: T): R'"},
    {"interface A function f end end",
     "1:24: '(' expected near 'end'; a method is written 'function name(x: T): R'"},
    {"interface A function f(a b) end end",
     "1:26: ')' expected (to close '(' at line 1) near 'b'; parameters are separated by ','"},
  });
}

TEST_CASE("errors: numbers") {
  check({
    {"x = 1LL", "1:5: malformed number near '1LL'; numbers take no suffix"},
    {"x = 0x1LL", "1:5: malformed number near '0x1LL'; after '0x' come hexadecimal digits only"},
    {"x = 2i", "1:5: malformed number near '2i'; numbers take no suffix"},
    {"x = 0b11",
     "1:5: malformed number near '0b11'; binary literals do not exist, write hexadecimal '0x...'"},
    {"x = 1..2", "1:5: malformed number near '1..2'; put a blank between a number and '..'"},
    {"x = 1_000", "1:5: malformed number near '1_000'; digits cannot be grouped with '_'"},
    {"x = 0x", "1:5: malformed number near '0x'; after '0x' come hexadecimal digits only"},
    {"x = 0x1p4", "1:5: malformed number near '0x1p4'; after '0x' come hexadecimal digits only"},
    {"x = 3x", "1:5: malformed number near '3x'; numbers look like 12, 0.5, 1e-3 or 0xFF"},
    {"x = 1e", "1:5: malformed number near '1e'; numbers look like 12, 0.5, 1e-3 or 0xFF"},
    {"x = 1.2.3", "1:5: malformed number near '1.2.3'; numbers look like 12, 0.5, 1e-3 or 0xFF"},
  });
}

TEST_CASE("errors: strings and comments") {
  check({
    {"x = \"abc",
     "1:5: unfinished string; add the closing \" on its line, or use [[...]] for text over several "
     "lines"},
    {"x = 'abc\nd'",
     "1:5: unfinished string; add the closing ' on its line, or use [[...]] for text over several "
     "lines"},
    {"x = 'abc\\",
     "1:5: unfinished string; add the closing ' on its line, or use [[...]] for text over several "
     "lines"},
    {"x = 'a\\300'", "1:7: escape sequence too large near '\\300'; '\\ddd' goes up to '\\255'"},
    {"x = '\\u{110000}'", "1:6: escape sequence too large; '\\u{...}' goes up to '\\u{10FFFF}'"},
    {"x = [[abc\n\n", "1:5: unfinished long string; close it with ']]'"},
    {"x = [==[abc]]", "1:5: unfinished long string; close it with ']==]'"},
    {"--[[ abc\n", "1:1: unfinished long comment; close it with ']]'"},
    {"y() --[=[", "1:5: unfinished long comment; close it with ']=]'"},
    {"x = [=abc",
     "1:5: invalid long string delimiter near '[='; a long string begins with '[[' or '[=['"},
  });
}

TEST_CASE("errors: characters") {
  check({
    {"x = \342\200\234a\342\200\235",
     "1:5: typographic quotation mark; strings are written with \" or '"},
    {"x = a\303\251",
     "1:6: unexpected character '\303\251'; names consist of ASCII letters, digits and '_'"},
    {"x = $y", "1:5: unexpected symbol near '$'; it means nothing in Lua outside a string"},
    {"x = a\302\240+ 1", "1:6: invisible character that is not a blank; delete it or type a space"},
    {"x = \001",
     "1:5: unexpected control character 0x01; delete it, or write it as an escape in a string"},
    {"x = `a`", "1:5: unexpected symbol near '`'; it means nothing in Lua outside a string"},
    {"x = \\a", "1:5: unexpected symbol near '\\'; it means nothing in Lua outside a string"},
    {"x = \342\200\231a'", "1:5: typographic quotation mark; strings are written with \" or '"},
  });
}

TEST_CASE("errors: ambiguous calls") {
  check({
    {"f()\n(g or h)()",
     "2:1: ambiguous syntax (function call x new statement) near '('; for a new statement write "
     "';' before it, for a call put it on the line of the ')'"},
    {"x = (f)\n\n(g)",
     "3:1: ambiguous syntax (function call x new statement) near '('; for a new statement write "
     "';' before it, for a call put it on the line of the ')'"},
  });
}

}  // namespace troupe::syntax
