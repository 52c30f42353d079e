#include "runtime/modules/json_text.hpp"
#include "test/support/lua_rig.hpp"

#include <doctest/doctest.h>

namespace troupe::runtime::modules {

namespace {

std::string eval(std::string_view code) {
  const test::lua_rig lua{{"json", open_json}};
  return lua.eval(code);
}

}  // namespace

TEST_CASE("json: plain values encode as themselves") {
  CHECK(eval("json.encode(nil)") == "\"null\", nil");
  CHECK(eval("json.encode()") == "\"null\", nil");
  CHECK(eval("json.encode(true)") == "\"true\", nil");
  CHECK(eval("json.encode('hello')") == "\"\"hello\"\", nil");
  CHECK(eval("json.encode({1, 2, 3})") == "\"[1,2,3]\", nil");
  CHECK(eval("json.encode({name = 'test'})") == "\"{\"name\":\"test\"}\", nil");
  CHECK(eval("json.encode({{a = {}}, {}})") == "\"[{\"a\":[]},[]]\", nil");
}

TEST_CASE("json: integral numbers are written in full, others as short as they read back") {
  CHECK(eval("(json.encode(3.0))") == "\"3\"");
  CHECK(eval("(json.encode(1e15))") == "\"1000000000000000\"");
  CHECK(eval("(json.encode(9007199254740991))") == "\"9007199254740991\"");
  CHECK(eval("(json.encode(1e21))") == "\"1000000000000000000000\"");
  CHECK(eval("#json.encode(1.7e308)") == "309");
  CHECK(eval("(json.encode(-0.0))") == "\"0\"");
  CHECK(eval("(json.encode(0.1))") == "\"0.1\"");
  CHECK(eval("(json.encode(-2.5e-7))") == "\"-2.5e-07\"");
  CHECK(eval("(json.encode({0/0, 1/0, -1/0}))") == "\"[null,null,null]\"");
}

TEST_CASE("json: text is escaped for JSON and for HTML") {
  CHECK(eval(R"((json.encode('a"\\\n\t\r\b\f\1')))") == R"(""a\"\\\n\t\r\b\f\u0001"")");
  CHECK(eval("(json.encode('<a>&'))") == R"(""\u003ca\u003e\u0026"")");
  CHECK(eval("(json.encode('grün 日本 \xf0\x9f\x98\x80'))")
        == "\"\"grün 日本 \xf0\x9f\x98\x80\"\"");
  CHECK(eval("(json.encode('\xe2\x80\xa8'))") == R"(""\u2028"")");
  CHECK(eval("(json.encode('a\xff\xc3'))") == R"(""a\ufffd\ufffd"")");
  CHECK(eval("(json.encode('\xed\xa0\x80'))") == R"(""\ufffd\ufffd\ufffd"")");
  CHECK(eval("(json.encode({['<k>'] = 1}))") == R"("{"\u003ck\u003e":1}")");
}

TEST_CASE("json: long text outgrows the first buffer unharmed") {
  CHECK(eval("local t = {} for i = 1, 5000 do t[i] = 'x' .. i end "
             "local u = json.decode(json.encode(t)) return #u, u[1], u[5000]")
        == "5000, \"x1\", \"x5000\"");
}

TEST_CASE("json: what has no JSON form is null, an error its message") {
  CHECK(eval("(json.encode(print))") == "\"null\"");
  CHECK(eval("(json.encode({coroutine.create(print), io.stdout}))") == "\"[null,null]\"");
  CHECK(eval("local _, e = json.decode(1) return (json.encode({e = e}))")
        == R"("{"e":"string expected"}")");
}

TEST_CASE("json: tables that are neither list nor object are refused") {
  const char* sparse =
    "nil, <Internal: cannot encode sparse array: non-contiguous numeric keys found>";
  const char* mixed =
    "nil, <Internal: cannot encode mixed-key table: table has both numeric and non-numeric keys>";
  CHECK(eval("json.encode({[1] = 'a', [3] = 'c'})") == sparse);
  CHECK(eval("json.encode({[0] = 'a'})") == sparse);
  CHECK(eval("json.encode({[1.5] = 'a'})") == sparse);
  CHECK(eval("local t = {1, 2, 3} t[2] = nil return json.encode(t)") == sparse);
  CHECK(eval("json.encode({1, 2, a = 3})") == mixed);
  CHECK(eval("local t = {a = 1} t[1] = 2 return json.encode(t)") == mixed);
  CHECK(eval("json.encode({x = {[{}] = 1}})")
        == "nil, <Internal: cannot encode table: a key is neither a string nor a number>");
}

TEST_CASE("json: a list filled in any order is a list") {
  CHECK(eval("local t = {} for i = 9, 1, -1 do t[i] = i end return (json.encode(t))")
        == "\"[1,2,3,4,5,6,7,8,9]\"");
  CHECK(eval("local t = {[2] = 'b', [1] = 'a'} return (json.encode(t))") == R"("["a","b"]")");
}

TEST_CASE("json: cycles and deep nesting are refused, shared tables are not") {
  CHECK(eval("local t = {} t.t = {t} return json.encode(t)")
        == "nil, <Internal: cannot encode recursively nested tables to JSON>");
  CHECK(eval("local s = {1} return (json.encode({s, s}))") == "\"[[1],[1]]\"");
  CHECK(eval("local t = {} for i = 2, 128 do t = {t} end return #json.encode(t)") == "256");
  CHECK(eval("local t = {} for i = 2, 129 do t = {t} end return json.encode(t)")
        == "nil, <Internal: exceeded maximum nesting depth for JSON encoding>");
}

TEST_CASE("json: plain values decode") {
  CHECK(eval("json.decode('null')") == "nil, nil");
  CHECK(eval("json.decode('true')") == "true, nil");
  CHECK(eval("json.decode('-42')") == "-42, nil");
  CHECK(eval("json.decode('3.14')") == "3.14, nil");
  CHECK(eval("json.decode('9007199254740991') == 9007199254740991") == "true");
  CHECK(eval("json.decode('123456789012345678901234567890') > 1e29") == "true");
  CHECK(eval(R"(json.decode('"a\\u00e9\\ud83d\\ude00\\n"'))") == "\"aé\xf0\x9f\x98\x80\n\", nil");
  CHECK(eval("local t = json.decode('{\"a\":[1,{\"b\":false}]}') return t.a[1], t.a[2].b")
        == "1, false");
}

TEST_CASE("json: null leaves an object's key out and a list's place empty") {
  CHECK(eval("json.decode('{\"a\":null}').a") == "nil");
  CHECK(eval("local t = json.decode('[1,null,3]') return t[1], t[2], t[3]") == "1, nil, 3");
  CHECK(eval("select(2, json.encode(json.decode('[1,null,3]')))")
        == "<Internal: cannot encode sparse array: non-contiguous numeric keys found>");
}

TEST_CASE("json: text after the first value is ignored") {
  CHECK(eval("json.decode('{} trailing')").starts_with("table: "));
  CHECK(eval("json.decode('1 2')") == "1, nil");
}

TEST_CASE("json: what cannot be decoded says why") {
  CHECK(eval("json.decode(12)") == "nil, <Invalid: string expected>");
  CHECK(eval("json.decode()") == "nil, <Invalid: string expected>");
  CHECK(eval("json.decode('')") == "nil, <Invalid: empty string is not valid JSON>");
  CHECK(eval("json.decode('not json')").starts_with("nil, <Internal: parse error at line 1"));
  CHECK(eval("json.decode('[1,')").starts_with("nil, <Internal: parse error"));
  CHECK(eval("json.decode('\"\xff\"')").starts_with("nil, <Internal: parse error"));
  CHECK(eval("json.decode('1e999')").starts_with("nil, <Internal: "));
  CHECK(eval("json.decode('{\"a\":1,\"a\":null}')")
        == "nil, <Internal: duplicate object key \"a\">");
  CHECK(eval("local t = {} for i = 1, 20 do t[i] = ('\"k%d\":1'):format(i % 19) end "
             "return json.decode('{' .. table.concat(t, ',') .. '}')")
          .starts_with("nil, <Internal: duplicate object key \"k"));
  CHECK(eval("json.decode('[{\"a\":{\"a\":1}},{\"a\":1}]')[1].a.a") == "1");
}

TEST_CASE("json: decoding nests as deep as encoding and no deeper") {
  CHECK(eval("(json.decode(('['):rep(128) .. (']'):rep(128)) ~= nil)") == "true");
  CHECK(eval("json.decode(('['):rep(129) .. (']'):rep(129))")
        == "nil, <Internal: exceeded maximum nesting depth for JSON decoding>");
  CHECK(eval("json.decode(('['):rep(1000000))")
        == "nil, <Internal: exceeded maximum nesting depth for JSON decoding>");
}

#ifndef TROUPE_SYSTEM_LUAJIT
TEST_CASE("json: an empty object stays an object, an empty table is a list") {
  CHECK(eval("(json.encode({}))") == "\"[]\"");
  CHECK(eval("(json.encode(json.decode('{}')))") == "\"{}\"");
  CHECK(eval("(json.encode(json.decode('{\"a\":{},\"b\":[]}').a))") == "\"{}\"");
  CHECK(eval("(json.encode(json.decode('[]')))") == "\"[]\"");
  CHECK(eval("(json.encode(json.decode('{\"a\":null}')))") == "\"{}\"");
  CHECK(eval("local t = {} t.x = 1 t.x = nil return (json.encode(t))") == "\"{}\"");
  CHECK(eval("local t = {x = 1} t.x = nil collectgarbage() return (json.encode(t))") == "\"{}\"");
  CHECK(eval("local t = {1, 2} t[1] = nil t[2] = nil return (json.encode(t))") == "\"[]\"");
  CHECK(eval("local t = {} t[1000] = 1 t[1000] = nil return (json.encode(t))") == "\"[]\"");
  CHECK(eval("local t = {1} table.remove(t) return (json.encode(t))") == "\"[]\"");
}
#endif

TEST_CASE("json: data is validated against a schema, a table or a text") {
  CHECK(eval("json.validate({type = 'object', required = {'a'}}, {a = 1})") == "true");
  CHECK(eval("json.validate({type = 'object', required = {'a'}}, {b = 1})")
        == "false, <Invalid: validation failed: at '': missing property 'a'>");
  CHECK(eval("json.validate('{\"type\": \"array\", \"items\": {\"type\": \"integer\"}}', {1, 2.5})")
        == "false, <Invalid: validation failed: at '/1': got number, want integer>");
  CHECK(eval("json.validate_string({type = 'array'}, '[]')") == "true");
  CHECK(eval("json.validate_string({type = 'array'}, '{}')")
        == "false, <Invalid: validation failed: at '': got object, want array>");
  CHECK(eval("json.validate(nil, 1)") == "false, <Invalid: schema is required>");
  CHECK(eval("json.validate({})") == "false, <Invalid: data is required>");
  CHECK(eval("json.validate_string({}, 1)") == "false, <Invalid: data must be a JSON string>");
  CHECK(eval("json.validate_string({}, '{')").starts_with("false, <Invalid: invalid data: parse error"));
  CHECK(eval("json.validate('{', 1)").starts_with("false, <Invalid: invalid schema: parse error"));
  CHECK(eval("json.validate({type = 'thing'}, 1)") == "false, <Invalid: invalid schema: unknown type \"thing\">");
  CHECK(eval("local s = {type = 'number'} for i = 1, 3000 do assert(json.validate({type = 'number', maximum = i}, 1)) end "
             "return json.validate(s, 1), (json.validate(s, 'x'))")
        == "true, false");
}

TEST_CASE("json: a failed decoding leaves nothing behind for the next") {
  CHECK(eval("json.decode('[1,[2,{\"a\":') local t = json.decode('[7]') return #t, t[1]")
        == "1, 7");
}

}  // namespace troupe::runtime::modules
