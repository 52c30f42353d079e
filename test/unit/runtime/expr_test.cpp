#include "config/document_text.hpp"
#include "runtime/modules/expr_eval.hpp"
#include "runtime/modules/expr_parser.hpp"
#include "runtime/modules/json_document.hpp"
#include "test/support/clock_rig.hpp"

#include <doctest/doctest.h>

namespace troupe::runtime::modules {

namespace {

// The result as JSON, or `error: ...`.
std::string run(std::string_view source, std::string_view environment = "{}") {
  document env;
  REQUIRE(read_json(environment, env) == "");
  std::string problem;
  const expr_ptr root = parse_expr(source, problem);
  if (root == nullptr)
    return "syntax: " + problem;
  if (const std::string why = check_expr(*root, source, nullptr); !why.empty())
    return "check: " + why;
  document result;
  const std::string why = evaluate_expr(*root, {source, env, wall_time{std::chrono::seconds{1000}}}, result);
  return why.empty() ? to_json(result) : "error: " + why;
}

std::string lua(const std::string& body) {
  test::clock_rig machine{"return function() " + body + " end", {"expr"}};
  return machine.end();
}

}  // namespace

TEST_CASE("expr: literals") {
  CHECK(run("nil") == "null");
  CHECK(run("[1, 1.5, 1e3, .5, 0x1F, 0b11, 0o17, 1_000]") == "[1,1.5,1000.0,0.5,31,3,15,1000]");
  CHECK(run(R"(['a\n', "\u00e9\x41\101", `raw\n`])") == R"(["a\n","éAA","raw\\n"])");
  CHECK(run("{a: 1, 'b c': [true], (\"x\" + \"y\"): {}}") == R"({"a":1,"b c":[true],"xy":{}})");
  CHECK(run("[1, 2,]") == "[1,2]");
  CHECK(run("1 /* one */ + // two\n 2") == "3");
}

TEST_CASE("expr: precedence and arithmetic") {
  CHECK(run("1 + 2 * 3 - 4") == "3");
  CHECK(run("(1 + 2) * 3") == "9");
  CHECK(run("2 ** 3 ** 2") == "512.0");
  CHECK(run("-2 ^ 2") == "-4.0");
  CHECK(run("7 / 2") == "3.5");
  CHECK(run("7 % 4 + -7 % 4") == "0");
  CHECK(run("1 % 0") == "error: integer divide by zero (1:3)");
  CHECK(run("9223372036854775807 + 1") == "-9223372036854775808");
  CHECK(run("0.5 + 1") == "1.5");
  CHECK(run("'a' + \"b\"") == "\"ab\"");
  CHECK(run("1..4") == "[1,2,3,4]");
  CHECK(run("4..1") == "[]");
  CHECK(run("1..3 == [1, 2, 3]") == "true");
}

TEST_CASE("expr: comparison and logic") {
  CHECK(run("1 < 2 and 2.0 >= 2 && 'a' < 'b'") == "true");
  CHECK(run("not true or !false") == "true");
  CHECK(run("not (1 in [1, 2])") == "false");
  CHECK(run("3 not in [1, 2]") == "true");
  CHECK(run("'a' in {a: 1}") == "true");
  CHECK(run("1 == 1.0 and [1] == [1] and {a: 1} == {a: 1} and nil == nil") == "true");
  CHECK(run("false and x.y.z") == "false");
  CHECK(run("true || 1 % 0 == 0") == "true");
  CHECK(run("'hello' contains 'ell' and 'hello' startsWith 'he' and 'hello' endsWith 'lo'") == "true");
  CHECK(run("'hello' matches '^h.*o$'") == "true");
  CHECK(run("'hello' not matches '^x'") == "true");
  CHECK(run("1 > 0 ? 'yes' : 'no'") == "\"yes\"");
  CHECK(run("false ? 1 : false ? 2 : 3") == "3");
  CHECK(run("nil ?? 'default'") == "\"default\"");
  CHECK(run("a?.b?.c ?? 7", R"({"a":null})") == "7");
}

TEST_CASE("expr: names, members and slices") {
  CHECK(run("user.name + user['name']", R"({"user":{"name":"x"}})") == "\"xx\"");
  CHECK(run("xs[0] + xs[-1]", R"({"xs":[1,2,3]})") == "4");
  CHECK(run("xs[1:]", R"({"xs":[1,2,3]})") == "[2,3]");
  CHECK(run("xs[:-1]", R"({"xs":[1,2,3]})") == "[1,2]");
  CHECK(run("'h\xc3\xa9llo'[1:3]") == "\"\xc3\xa9l\"");
  CHECK(run("missing") == "null");
  CHECK(run("user.missing", R"({"user":{}})") == "null");
  CHECK(run("missing.name") == "error: cannot fetch name from nil (1:8)");
  CHECK(run("missing?.name.deep") == "null");
  CHECK(run("xs[3]", R"({"xs":[1,2,3]})") == "error: index out of range: 3 (array length is 3) (1:3)");
  CHECK(run("$env.a", R"({"a":5})") == "5");
  CHECK(run("a.in", R"({"a":{"in":5}})") == "5");
}

TEST_CASE("expr: variables live to the end of their expression") {
  CHECK(run("let x = 2; let y = x * 3; x + y") == "8");
  CHECK(run("map(1..2, {let d = # * 2; d + 1})") == "[3,5]");
  CHECK(run("(let x = [1, 2]; x)[1]") == "2");
  CHECK(run("let xs = 1..1000; count(xs, # in xs)") == "1000");
}

TEST_CASE("expr: functions with a predicate") {
  const char* people = R"({"people":[{"n":"a","age":30},{"n":"b","age":20},{"n":"c","age":30}]})";
  CHECK(run("filter(people, .age > 25) | map(.n)", people) == R"(["a","c"])");
  CHECK(run("all(people, {.age > 10}) and any(people, .age > 25) and none(people, .age > 99) and one(people, .age < 25)", people) == "true");
  CHECK(run("[count(people, .age == 30), count([true, false])]", people) == "[2,1]");
  CHECK(run("find(people, .age < 25).n + findLast(people, .age > 25).n", people) == "\"bc\"");
  CHECK(run("[findIndex(people, .age < 25), findLastIndex(people, .age > 25), findIndex(people, false)]", people) == "[1,2,-1]");
  CHECK(run("find(people, false)", people) == "null");
  CHECK(run("groupBy(people, .age)['30'] | map(.n)", people) == R"(["a","c"])");
  CHECK(run("countBy(people, .age)", people) == R"({"30":2,"20":1})");
  CHECK(run("sortBy(people, .age) | map(.n)", people) == R"(["b","a","c"])");
  CHECK(run("sortBy(people, .age, 'desc') | map(.n)", people) == R"(["a","c","b"])");
  CHECK(run("reduce(1..4, #acc + #) + reduce([], #acc, 5)") == "15");
  CHECK(run("sum(people, .age)", people) == "80");
  CHECK(run("map(['x', 'y'], # + string(#index))") == R"(["x0","y1"])");
  CHECK(run("map(1..2, map(1..2, # * 10))") == "[[10,20],[10,20]]");
  CHECK(run("filter({}, true)") == "[]");
  CHECK(run("filter([1], 1)") == "error: predicate should return boolean (got int) (1:13)");
  CHECK(run("filter(1, true)") == "error: builtin filter takes only array (got int) (1:1)");
}

TEST_CASE("expr: functions of numbers") {
  CHECK(run("[abs(-5), abs(-1.5), ceil(1.2), floor(-1.2), round(2.5)]") == "[5,1.5,2,-2,3]");
  CHECK(run("[max(1, 5, 3), min([4, 2.5], 9), sum([1, 2, 3]), mean([1, 2]), median([3, 1, 2]), median([1, 2])]")
        == "[5,2.5,6,1.5,2.0,1.5]");
  CHECK(run("[int('42'), int(3.9), float('1.5'), float(2)]") == "[42,3,1.5,2.0]");
  CHECK(run("int('x')") == "error: invalid operation: int(x) (1:1)");
}

TEST_CASE("expr: functions of texts") {
  CHECK(run("[upper('aB'), lower('aB'), trim('  x '), trim('__x_', '_'), trimPrefix('abc', 'a'), trimSuffix('abc', 'c')]")
        == R"(["AB","ab","x","x","bc","ab"])");
  CHECK(run("[split('a,b,c', ','), split('a,b,c', ',', 2), splitAfter('a,b', ',')]") == R"([["a","b","c"],["a","b,c"],["a,","b"]])");
  CHECK(run("[join(['a', 'b']), join(['a', 'b'], '-'), replace('aaa', 'a', 'b'), repeat('ab', 2)]") == R"(["ab","a-b","bbb","abab"])");
  CHECK(run("[indexOf('abcb', 'b'), lastIndexOf('abcb', 'b'), indexOf('a', 'z'), hasPrefix('ab', 'a'), hasSuffix('ab', 'a')]")
        == "[1,3,-1,true,false]");
  CHECK(run("[len('h\xc3\xa9'), string(1), string([1]), string(nil), type(1), type(1.5), type('a'), type([]), type({}), type(nil), type(true)]")
        == R"([2,"1","[1]","nil","int","float","string","array","map","nil","bool"])");
}

TEST_CASE("expr: functions of lists and maps") {
  CHECK(run("[concat([1], [2, 3]), flatten([1, [2, [3]]]), uniq([1, 1.0, 'a', 'a', [1], [1]]), reverse([1, 2]), sort([3, 1, 2], 'desc')]")
        == R"([[1,2,3],[1,2,3],[1,"a",[1]],[2,1],[3,2,1]])");
  CHECK(run("[first([1, 2]), last([1, 2]), first([]), take([1, 2, 3], 2), take([1], 5), len({a: 1})]") == "[1,2,null,[1,2],[1],1]");
  CHECK(run("[keys({a: 1, b: 2}), values({a: 1, b: 2}), toPairs({a: 1})]") == R"([["a","b"],[1,2],[["a",1]]])");
  CHECK(run("fromPairs([['a', 1], ['b', 2]])") == R"({"a":1,"b":2})");
  CHECK(run("[get({a: 1}, 'a'), get({}, 'b'), get([1, 2], 1), get([1], 5)]") == "[1,null,2,null]");
  CHECK(run("toPairs({a: 1}) | fromPairs() | keys() | first()") == "\"a\"");
}

TEST_CASE("expr: time and encodings") {
  CHECK(run("now()") == "1000.0");
  CHECK(run("date('1970-01-02') - duration('1h')") == "82800");
  CHECK(run("duration('1.5s')") == "1.5");
  CHECK(run("fromJSON('{\"a\": [1]}').a[0]") == "1");
  CHECK(run("fromJSON(toJSON({a: 1})) == {a: 1}") == "true");
  CHECK(run("toBase64('hello') + fromBase64('aGk=')") == "\"aGVsbG8=hi\"");
  CHECK(run("fromBase64('!')").starts_with("error: illegal base64"));
}

TEST_CASE("expr: what is wrong is told with its place") {
  CHECK(run("invalid syntax !!!") == "syntax: unexpected token \"syntax\" (1:9)");
  CHECK(run("(((") == "syntax: unexpected end of expression (1:4)");
  CHECK(run("1 +") == "syntax: unexpected end of expression (1:4)");
  CHECK(run("'open") == "syntax: literal not terminated (1:1)");
  CHECK(run("[1, 'ends in a backslash\\") == "syntax: invalid escape (1:26)");
  CHECK(run("'\\x4") == "syntax: invalid escape (1:4)");
  CHECK(run("1 @ 2") == "syntax: unrecognized character: @ (1:3)");
  CHECK(run("nosuch(1)") == "syntax: unknown name nosuch (1:1)");
  CHECK(run("len()") == "syntax: not enough arguments to call len (1:1)");
  CHECK(run("len(1, 2)") == "syntax: too many arguments to call len (1:1)");
  CHECK(run("# + 1") == "syntax: unexpected token \"#\" (1:1)");
  CHECK(run("'a' + 1") == "check: invalid operation: + (mismatched types string and number) (1:5)");
  CHECK(run("1 +\n 'a' * 2") == "check: invalid operation: * (mismatched types string and number) (2:6)");
  CHECK(run("not 1") == "check: invalid operation: not (mismatched type number) (1:1)");
  CHECK(run("x + y", R"({"x":1})") == "error: invalid operation: + (mismatched types int and nil) (1:3)");
  CHECK(run("x ? 1 : 2", R"({"x":1})") == "error: non-bool expression (type int) used as condition (1:1)");
  CHECK(run("'a' matches '['").starts_with("error: error parsing regexp"));
}

TEST_CASE("expr: neither nesting nor size nor work is without bound") {
  CHECK(run(std::string(100'000, '(') + "1").starts_with("syntax: expression nests too deep"));
  std::string sum = "1";
  for (int i = 0; i < 1000; ++i)
    sum += "+1";
  CHECK(run(sum).starts_with("syntax: expression nests too deep"));
  CHECK(run(std::string(300, '-') + "1").starts_with("syntax: expression nests too deep"));
  CHECK(run("1..100000000").starts_with("error: memory budget exceeded"));
  CHECK(run("repeat('xxxxxxxx', 1000000)").starts_with("error: memory budget exceeded"));
  CHECK(run("count(1..1000000, count(1..1000, true) > 0)").starts_with("error: expression takes too many steps"));
}

TEST_CASE("expr: programs in Lua") {
  CHECK(lua("return expr.eval('price * n', {price = 2.5, n = 4})") == "10");
  CHECK(lua("local p = assert(expr.compile('x + 1')) return p:run({x = 1}) + p:run({x = 2})") == "5");
  CHECK(lua("local v, e = expr.eval('') return e:kind() .. e:message()") == "Invalidexpression cannot be empty");
  CHECK(lua("local v, e = expr.eval('1 +') return e:kind()") == "Internal");
  CHECK(lua("local v, e = expr.compile('x + y', {x = 1}) return e:kind() .. ' ' .. e:message()") == "Internal unknown name y (1:5)");
  CHECK(lua("local v, e = expr.compile('x + 1', {x = 'a'}) return e:message()")
        == "invalid operation: + (mismatched types string and number) (1:3)");
  CHECK(lua("return expr.eval('filter(items, # > 1)', {items = {1, 2, 3}})[1]") == "2");
  CHECK(lua("return expr.eval('len(items)', {items = {}})") == "0");
  CHECK(lua("for i = 1, 3000 do assert(expr.eval('x + ' .. i, {x = 1}) == i + 1) end return expr.eval('x + 1', {x = 1})") == "2");
  CHECK(lua("return tostring(expr.eval('nil'))") == "nil");
}

}  // namespace troupe::runtime::modules
