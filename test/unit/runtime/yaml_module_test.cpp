#include "test/support/lua_rig.hpp"

#include <doctest/doctest.h>

namespace troupe::runtime::modules {

namespace {

std::string eval(std::string_view code) {
  const test::lua_rig lua{{"yaml", open_yaml}, {"json", open_json}};
  return lua.eval(code);
}

}  // namespace

TEST_CASE("yaml module: without options keys are sorted and maps indented by four") {
  CHECK(eval("(yaml.encode({b = {d = 1, c = {2, 'x'}}, a = true}))") == "\"a: true\nb:\n    c:\n        - 2\n        - x\n    d: 1\n\"");
  CHECK(eval("(yaml.encode({{x = 1, z = {}}, 3}))") == "\"- x: 1\n  z: {}\n- 3\n\"");
  CHECK(eval("(yaml.encode({}))") == "\"{}\n\"");
  CHECK(eval("(yaml.encode({[1] = 'a', [3] = 'c', x = 'gone'}))") == "\"- a\n- null\n- c\n\"");
}

TEST_CASE("yaml module: with options named keys come first at every level, indented by two") {
  CHECK(eval("(yaml.encode({z = {kind = 1, a = 2}, name = 'me', a = 0, kind = 'k'}, {field_order = {'name', 'kind'}, sort_unordered = true}))")
        == "\"name: me\nkind: k\na: 0\nz:\n  kind: 1\n  a: 2\n\"");
  CHECK(eval("(yaml.encode({b = {c = 1}, a = 1}, {sort_unordered = true}))") == "\"a: 1\nb:\n  c: 1\n\"");
}

TEST_CASE("yaml module: texts that would read as something else are quoted") {
  CHECK(eval("(yaml.encode({'true', '12', '2024-12-29', 'yes', '', 'a: b', ' x'}))")
        == "\"- \"true\"\n- \"12\"\n- \"2024-12-29\"\n- \"yes\"\n- \"\"\n- \"a: b\"\n- \" x\"\n\"");
  CHECK(eval("local t = {'true', '12', '1.5', '2024-12-29', '2024-12-29 01:02:03', '~', 'null', '- x', '#', 'a\\nb', '\\t', 'gr\xc3\xbcn'} "
             "return json.encode(yaml.decode((yaml.encode(t)))) == json.encode(t)")
        == "true");
}

TEST_CASE("yaml module: what is neither data nor text becomes what tostring says") {
  CHECK(eval("(yaml.encode({f = print}):gsub('0x%x+', ''))").starts_with("\"f: \"function: "));
  CHECK(eval("local _, e = yaml.decode('') return (yaml.encode({e = e}))") == "\"e: input cannot be empty\n\"");
  CHECK(eval("local t = {} t.t = t return yaml.encode(t)") == "nil, <Internal: cannot encode as YAML: a table contains itself>");
}

TEST_CASE("yaml module: scalars keep their types, dates become moments") {
  CHECK(eval("local t = yaml.decode('{i: 42, f: 1.5, b: true, n: null, s: yes, q: \"1\", h: 0x10}') "
             "return t.i, t.f, t.b, t.n, t.s, t.q, t.h")
        == "42, 1.5, true, nil, \"yes\", \"1\", 16");
  CHECK(eval("yaml.decode('1970-01-02')") == "86400, nil");
  CHECK(eval("yaml.decode('2024-12-29T15:04:05+01:00')") == "1735481045, nil");
  CHECK(eval("yaml.decode('2024-12-29 15:04:05.25')") == "1735484645, nil");
  CHECK(eval("yaml.decode('\"2024-12-29\"')") == "\"2024-12-29\", nil");
  CHECK(eval("yaml.decode('2024-13-29')") == "\"2024-13-29\", nil");
  CHECK(eval("yaml.decode('a: &x {n: 1}\\nb: {<<: *x, m: 2}').b.n") == "1");
  CHECK(eval("yaml.decode('a: 1\\n---\\nb: 2').b") == "nil");
  CHECK(eval("yaml.decode('# nothing')") == "nil, nil");
  CHECK(eval("json.encode((yaml.decode('[{}, []]')))") == "\"[{},[]]\", nil");
}

TEST_CASE("yaml module: what cannot be read or written says why") {
  CHECK(eval("yaml.encode('text')") == "nil, <Invalid: table expected>");
  CHECK(eval("yaml.decode(12)") == "nil, <Invalid: string expected>");
  CHECK(eval("yaml.decode('')") == "nil, <Invalid: input cannot be empty>");
  CHECK(eval("yaml.decode('a: [1')").starts_with("nil, <Internal: yaml:1"));
  CHECK(eval("yaml.decode(':\\n  :\\n  invalid')").starts_with("nil, <Internal: "));
}

}  // namespace troupe::runtime::modules
