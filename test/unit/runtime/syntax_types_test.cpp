// Every production of the type grammar, spec/lua-language.md §1.5, by the tree it yields.
#include "runtime/syntax/parser.hpp"
#include "runtime/syntax/translate.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

namespace troupe::syntax {

namespace {

// A parsed chunk with all it needs to stay alive.
class tree {
public:
  explicit tree(std::string_view source)
      : problems_(source),
        parser_(source, memory_, names_, problems_) {
    chunk_ = parser_.parse();
    if (!problems_.clean())
      error_ = std::move(problems_).take().front().message;
  }

  const std::string& error() const { return error_; }

  // The definition of the last declared type, as nested lists.
  std::string definition() const {
    return error_.empty() ? show(chunk_.types.back()->definition) : "error: " + error_;
  }

  const statement& first() const { return *chunk_.body->statements.front(); }
  const type_declaration& last_type() const { return *chunk_.types.back(); }

  std::string show(const type* t) const {
    if (t == nullptr)
      return "-";
    switch (t->kind) {
      case type_kind::literal: return std::string{static_cast<const literal_type&>(*t).text};
      case type_kind::named: return show_named(static_cast<const named_type&>(*t));
      case type_kind::array: {
        const auto& array = static_cast<const array_type&>(*t);
        return std::string{array.readonly ? "(readonly-array " : "(array "} + show(array.element)
               + ")";
      }
      case type_kind::map: {
        const auto& map = static_cast<const map_type&>(*t);
        return std::string{map.readonly ? "(readonly-map " : "(map "} + show(map.key) + " "
               + show(map.value) + ")";
      }
      case type_kind::record: return show_record(static_cast<const record_type&>(*t));
      case type_kind::function: {
        const auto& function = static_cast<const function_type&>(*t);
        return "(fn" + show(function.parameters) + show(function.results) + ")";
      }
      case type_kind::optional: return show(static_cast<const optional_type&>(*t).inner) + "?";
      case type_kind::union_of:
        return "(or" + show(static_cast<const combined_type&>(*t).members) + ")";
      case type_kind::intersection:
        return "(and" + show(static_cast<const combined_type&>(*t).members) + ")";
      case type_kind::annotated: return show_annotated(static_cast<const annotated_type&>(*t));
      case type_kind::index: {
        const auto& index = static_cast<const index_type&>(*t);
        return "(index " + show(index.object) + " " + show(index.index) + ")";
      }
      case type_kind::asserts: {
        const auto& asserts = static_cast<const asserts_type&>(*t);
        return "(asserts " + text(asserts.name) + " " + show(asserts.tested) + ")";
      }
      case type_kind::type_of: return "(typeof)";
      case type_kind::key_of:
        return "(keyof " + show(static_cast<const key_of_type&>(*t).object) + ")";
      case type_kind::conditional: {
        const auto& condition = static_cast<const conditional_type&>(*t);
        return "(if " + show(condition.subject) + " " + show(condition.bound) + " "
               + show(condition.then_type) + " " + show(condition.else_type) + ")";
      }
      case type_kind::interface: return show_interface(static_cast<const interface_type&>(*t));
    }
    return {};
  }

  std::string show(const result_types& results) const {
    if (!results.given)
      return "";
    return " ->" + show(results.list) + (results.last_variadic ? "..." : "");
  }

  std::string show(std::span<const type_parameter> parameters) const {
    std::string result;
    for (const type_parameter& each : parameters)
      result += text(each.name) + ":" + show(each.bound) + " ";
    return result;
  }

private:
  std::string text(name_ref name) const { return std::string{names_.text(name.id)}; }

  std::string show(type_list list) const {
    std::string result;
    for (const type* each : list)
      result += " " + show(each);
    return result;
  }

  std::string show(std::span<const function_parameter> parameters) const {
    std::string result;
    for (const function_parameter& each : parameters) {
      result += each.variadic ? " ..." : " ";
      if (each.name.id != no_symbol)
        result += text(each.name) + ":";
      result += show(each.value);
    }
    return result;
  }

  std::string show_named(const named_type& t) const {
    std::string result;
    for (const name_ref& part : t.path)
      result += (result.empty() ? "" : ".") + text(part);
    return t.arguments.empty() ? result : "(" + result + show(t.arguments) + ")";
  }

  std::string show_record(const record_type& t) const {
    std::string result = t.is_interface ? "(interface"
                         : t.readonly   ? "(readonly-record"
                                        : "(record";
    for (const record_field& field : t.fields)
      result += " " + text(field.name) + (field.optional ? "?:" : ":") + show(field.value);
    return result + ")";
  }

  std::string show_annotated(const annotated_type& t) const {
    std::string result = "(" + show(t.inner);
    for (const annotation& each : t.annotations)
      result += " @" + text(each.name) + std::to_string(each.arguments.size());
    return result + ")";
  }

  std::string show_interface(const interface_type& t) const {
    std::string result = "(declared" + show(t.parents);
    for (const method_signature& method : t.methods)
      result += " (" + text(method.name) + show(method.parameters) + show(method.results) + ")";
    return result + ")";
  }

  symbols names_;
  arena memory_;
  report problems_;
  parser parser_;
  chunk chunk_;
  std::string error_;
};

std::string type_of(std::string_view source) {
  return tree{"type X = " + std::string{source}}.definition();
}

bool accepts(std::string_view source) {
  return translate(source, "test").index() == 0;
}

std::string lua_of(std::string_view source) {
  auto result = translate(source, "test");
  if (const auto* problems = std::get_if<std::vector<diagnostic>>(&result))
    return "error: " + problems->front().message;
  return std::get<translation>(result).lua;
}

}  // namespace

TEST_CASE("types: literals and names") {
  CHECK(type_of("nil") == "nil");
  CHECK(type_of("true") == "true");
  CHECK(type_of("false") == "false");
  CHECK(type_of("\"a b\"") == "\"a b\"");
  CHECK(type_of("'x'") == "'x'");
  CHECK(type_of("42") == "42");
  CHECK(type_of("-1.5") == "-1.5");
  CHECK(type_of("number") == "number");
  CHECK(type_of("type") == "type");
  CHECK(type_of("lib.Config") == "lib.Config");
  CHECK(type_of("process.as") == "process.as");
}

TEST_CASE("types: generic arguments, closed by > or half of >> or >=") {
  CHECK(type_of("Channel<T>") == "(Channel T)");
  CHECK(type_of("Map<string, Array<number>>") == "(Map string (Array number))");
  CHECK(type_of("A<B<C<D>>>") == "(A (B (C D)))");
  CHECK(type_of("lib.A<process.Message>") == "(lib.A process.Message)");
  CHECK(type_of("A<{B}, (C) -> D>") == "(A (array B) (fn C -> D))");
  CHECK(lua_of("local x: A<B>= 1") == "local x = 1");
  CHECK(lua_of("local x: A<B<C>>= 1") == "local x = 1");
  CHECK(accepts("type Box<T>={value: T}"));
}

TEST_CASE("types: arrays, maps and records in braces") {
  CHECK(type_of("{number}") == "(array number)");
  CHECK(type_of("{{string}}") == "(array (array string))");
  CHECK(type_of("{A | B}") == "(array (or A B))");
  CHECK(type_of("{a.b}") == "(array a.b)");
  CHECK(type_of("{[string]: number}") == "(map string number)");
  CHECK(type_of("{[A | B]: C?}") == "(map (or A B) C?)");
  CHECK(type_of("{}") == "(record)");
  CHECK(type_of("{a: number}") == "(record a:number)");
  CHECK(type_of("{a: number, b?: string,}") == "(record a:number b?:string)");
  CHECK(type_of("{\n  a: A,\n  b: {c: C?},\n}") == "(record a:A b:(record c:C?))");
  CHECK(type_of("readonly {number}") == "(readonly-array number)");
  CHECK(type_of("readonly {[string]: number}") == "(readonly-map string number)");
  CHECK(type_of("readonly {a: A}") == "(readonly-record a:A)");
  CHECK(type_of("readonly {}") == "(readonly-record)");
  CHECK(type_of("interface {a: A, b?: B}") == "(interface a:A b?:B)");
  CHECK(type_of("interface {}") == "(interface)");
}

TEST_CASE("types: soft keywords and type name the fields of records") {
  CHECK(type_of("{interface: A, readonly: B, as: C, asserts: D, is: E, keyof: F, extends: G, typeof: H, type: I, fun: J}")
        == "(record interface:A readonly:B as:C asserts:D is:E keyof:F extends:G typeof:H type:I fun:J)");
  CHECK(type_of("{is?: A}") == "(record is?:A)");
  CHECK(!accepts("type X = {end: A}"));
}

TEST_CASE("types: function types") {
  CHECK(type_of("() -> ()") == "(fn ->)");
  CHECK(type_of("() -> A") == "(fn -> A)");
  CHECK(type_of("(A, B) -> C") == "(fn A B -> C)");
  CHECK(type_of("(a: A, B, ...C) -> D") == "(fn a:A B ...C -> D)");
  CHECK(type_of("(A) -> (B, C, D)") == "(fn A -> B C D)");
  CHECK(type_of("(A) -> (B)") == "(fn A -> B)");
  CHECK(type_of("(A) -> (B, ...C)") == "(fn A -> B C...)");
  CHECK(type_of("((A) -> B)") == "(fn A -> B)");
  CHECK(type_of("(is: A, type: B) -> C") == "(fn is:A type:B -> C)");
  CHECK(type_of("fun()") == "(fn)");
  CHECK(type_of("fun(): ()") == "(fn ->)");
  CHECK(type_of("fun(a: A, B): C") == "(fn a:A B -> C)");
  CHECK(type_of("fun(A): (B, C)") == "(fn A -> B C)");
  CHECK(type_of("fun(...A): B?") == "(fn ...A -> B?)");
}

TEST_CASE("types: the result of a function type takes everything to its right") {
  CHECK(type_of("(A) -> B | C") == "(fn A -> (or B C))");
  CHECK(type_of("(A) -> B?") == "(fn A -> B?)");
  CHECK(type_of("((A) -> B)?") == "(fn A -> B)?");
  CHECK(type_of("((A) -> B) | C") == "(or (fn A -> B) C)");
  CHECK(type_of("A | (B) -> C & D") == "(or A (fn B -> (and C D)))");
  CHECK(type_of("(A) -> (B) -> C") == "(fn A -> (fn B -> C))");
  CHECK(type_of("(A) -> (B | C)?") == "(fn A -> (or B C)?)");
  CHECK(type_of("(A) -> (B, C) | D") == "(or (fn A -> B C) D)");
}

TEST_CASE("types: unions and intersections have equal rank, ? binds tighter") {
  CHECK(type_of("A | B | C") == "(or A B C)");
  CHECK(type_of("A & B & C") == "(and A B C)");
  CHECK(type_of("A | B & C | D") == "(or (and (or A B) C) D)");
  CHECK(type_of("A | B?") == "(or A B?)");
  CHECK(type_of("(A | B)?") == "(or A B)?");
  CHECK(type_of("A??") == "A?");
  CHECK(type_of("\n  | A\n  | B") == "(or A B)");
  CHECK(type_of("\"a\" | \"b\" | nil") == "(or \"a\" \"b\" nil)");
}

TEST_CASE("types: array suffix and index access") {
  CHECK(type_of("A[]") == "(array A)");
  CHECK(type_of("A[][]") == "(array (array A))");
  CHECK(type_of("A[\"b\"]") == "(index A \"b\")");
  CHECK(type_of("A[K | L]?") == "(index A (or K L))?");
  CHECK(type_of("(A | B)[]") == "(array (or A B))");
}

TEST_CASE("types: validators") {
  CHECK(type_of("number @min(0) @max(100)") == "(number @min1 @max1)");
  CHECK(type_of("string @pattern(\"^.+@.+\\\\..+$\")") == "(string @pattern1)");
  CHECK(type_of("string @email") == "(string @email0)");
  CHECK(type_of("string @range()") == "(string @range0)");
  CHECK(type_of("number @range(1, 2 + f(x))?") == "(number @range2)?");
  CHECK(type_of("{string} @min_len(1)") == "((array string) @min_len1)");
  CHECK(type_of("{a: string? @min_len(2), b?: {T} @max_len(3)}")
        == "(record a:(string? @min_len1) b?:((array T) @max_len1))");
  CHECK(lua_of("local x: number @min(0) = 5") == "local x = 5");
  CHECK(lua_of("type X = number @min\n(f or g)()") == "\n(f or g)()");
}

TEST_CASE("types: asserts, typeof, keyof") {
  CHECK(type_of("asserts x") == "(asserts x -)");
  CHECK(type_of("asserts x is A | B") == "(asserts x (or A B))");
  CHECK(type_of("typeof(x.y[1])") == "(typeof)");
  CHECK(type_of("typeof(f(function() return 1 end))?") == "(typeof)?");
  CHECK(type_of("keyof({a: A})") == "(keyof (record a:A))");
  CHECK(type_of("T[keyof(T)]") == "(index T (keyof T))");
}

TEST_CASE("types: conditional types, whose ? is not part of the bound") {
  CHECK(type_of("A extends B ? C : D") == "(if A B C D)");
  CHECK(type_of("A extends B? ? C : D") == "(if A B? C D)");
  CHECK(type_of("A? extends B[] ? C? : D?") == "(if A? (array B) C? D?)");
  CHECK(type_of("A extends string ? (A extends B ? C : D) : E") == "(if A string (if A B C D) E)");
  CHECK(type_of("A extends B ? C : D extends E ? F : G") == "(if A B C (if D E F G))");
  CHECK(type_of("A extends (x: B) -> C ? D : E") == "(if A (fn x:B -> C) D E)");
  CHECK(type_of("A extends {B?} ? C | D : E | F") == "(if A (array B?) (or C D) (or E F))");
}

TEST_CASE("types: declarations take parameters") {
  CHECK(tree{"type Pair<A, B: number | string> = {a: A, b: B}"}.definition() == "(record a:A b:B)");
  const tree pair{"type Pair<A, B: number | string> = {a: A}"};
  CHECK(pair.show(pair.last_type().parameters) == "A:- B:(or number string) ");
  CHECK(accepts("type type = type local type = type.type"));
  CHECK(accepts("type\nX\n=\nnumber"));
}

TEST_CASE("interfaces: parents and methods") {
  CHECK(tree{"interface A end"}.definition() == "(declared)");
  CHECK(tree{"interface A: B, lib.C end"}.definition() == "(declared B lib.C)");
  CHECK(tree{"interface A function f() function g(x: X, y): R end"}.definition()
        == "(declared (f) (g x:X y:- -> R))");
  CHECK(tree{"interface A function f(...: X): (R, S) function is(): () end"}.definition()
        == "(declared (f ...X -> R S) (is ->))");
  CHECK(lua_of("interface A\n  function f(x: X): R\nend\nlocal x = 1") == "\n\n\nlocal x = 1");
}

TEST_CASE("annotations: locals, parameters, varargs, results and generics vanish") {
  CHECK(lua_of("local a: A, b, c: {C} = 1, 2, 3") == "local a, b, c = 1, 2, 3");
  CHECK(lua_of("local a: A") == "local a");
  CHECK(lua_of("function f(a: A, b: B?, ...: C): D return a end")
        == "function f(a, b, ...) return a end");
  CHECK(lua_of("function f(...: C) end") == "function f(...) end");
  CHECK(lua_of("local function f<T, U: V>(a: T): U return a end")
        == "local function f(a) return a end");
  CHECK(lua_of("function a.b:c<T>(x: T): T return x end") == "function a.b:c(x) return x end");
  CHECK(lua_of("x = function<T>(a: T): (T, T) return a, a end")
        == "x = function(a) return a, a end");
  CHECK(lua_of("f(function(): A, B return 1 end, 2)") == "f(function() return 1 end, 2)");
  CHECK(lua_of("function f(): () end") == "function f() end");
  CHECK(lua_of("function f(): (A) end") == "function f() end");
  CHECK(lua_of("function f(): (A) -> B end") == "function f() end");
  CHECK(lua_of("function f(): (A | B)? end") == "function f() end");
  CHECK(lua_of("function f(): A, (B) -> C, D? return 1 end") == "function f() return 1 end");
  CHECK(lua_of("function f(): A (b or c)() end") == "function f() (b or c)() end");
  CHECK(lua_of("function f(x): asserts x is A end") == "function f(x) end");
}

TEST_CASE("annotations: functions keep what they declare in the tree") {
  const tree parsed{"function f<T>(a: A, b, ...: C): (D, E?) end"};
  const auto& body = *static_cast<const function_statement&>(parsed.first()).body;
  CHECK(parsed.show(body.type_parameters) == "T:- ");
  REQUIRE(body.parameters.size() == 2);
  CHECK(parsed.show(body.parameters[0]->annotation) == "A");
  CHECK(body.parameters[1]->annotation == nullptr);
  CHECK(parsed.show(body.vararg_type) == "C");
  CHECK(parsed.show(body.results) == " -> D E?");
}

TEST_CASE("names: uses of a variable refer to its declaration") {
  const tree parsed{"local a: A = a return a"};
  const auto& declared = static_cast<const local_statement&>(parsed.first());
  const auto& value = static_cast<const name_expression&>(*declared.values[0]);
  CHECK(value.target == nullptr);  // the global a
  const tree inner{"function f(a: A) return a end"};
  const auto& body = *static_cast<const function_statement&>(inner.first()).body;
  const auto& returned = static_cast<const return_statement&>(*body.body->statements[0]);
  CHECK(static_cast<const name_expression&>(*returned.values[0]).target == body.parameters[0]);
}

TEST_CASE("casts: any type may follow, and comparisons behind it stay") {
  for (const char* type : {"A", "lib.A", "A<B>", "A?", "A | B", "{A}", "{a: A, b?: B}",
                           "{[string]: A}", "(A) -> B", "() -> (A, B)", "fun(A): B", "readonly {A}",
                           "typeof(y)", "\"x\"", "nil", "A[]", "interface {a: A}"}) {
    CHECK_MESSAGE(lua_of("x = y as " + std::string{type}) == "x = y", std::string{type});
    CHECK_MESSAGE(lua_of("f(y :: " + std::string{type} + ", z)") == "f(y, z)", std::string{type});
    CHECK_MESSAGE(lua_of("if y as " + std::string{type} + " == z then end") == "if y == z then end",
                  std::string{type});
  }
}

}  // namespace troupe::syntax
