#include "runtime/modules/uuid_text.hpp"
#include "test/support/clock_rig.hpp"
#include "test/support/lua_rig.hpp"

#include <doctest/doctest.h>

namespace troupe::runtime::modules {

namespace {

std::string eval(std::string_view code) {
  const test::lua_rig lua{{"uuid", open_uuid}};
  return lua.eval(code);
}

// In a machine whose clock stands at the epoch.
std::string result(const std::string& body) {
  test::clock_rig machine{"return function() " + body + " end", {"uuid"}};
  return machine.end();
}

const std::string dns = "'6ba7b810-9dad-11d1-80b4-00c04fd430c8'";

std::string written(const uuid_bytes& id) {
  std::string text(uuid_text_size, '\0');
  write_uuid(id, text.data());
  return text;
}

}  // namespace

TEST_CASE("uuid: ids of names are those of the standard's examples") {
  CHECK(eval("uuid.v3(" + dns + ", 'www.example.com')") == "\"5df41881-3aed-3515-88a7-2f4a814cf09e\", nil");
  CHECK(eval("uuid.v5(" + dns + ", 'www.example.com')") == "\"2ed6657d-e927-568b-95e1-2665a8aea6a2\", nil");
  CHECK(eval("uuid.v5('x', 'n')") == "nil, <Invalid: invalid namespace UUID>");
  CHECK(eval("uuid.v3(1, 'n')") == "nil, <Invalid: namespace and name must be strings>");
}

TEST_CASE("uuid: every spelling is read, in either case") {
  for (const char* text : {"'6BA7B810-9DAD-11D1-80B4-00C04FD430C8'", "'6ba7b8109dad11d180b400c04fd430c8'",
                           "'URN:UUID:6ba7b810-9dad-11d1-80b4-00c04fd430c8'", "'{6ba7b810-9dad-11d1-80b4-00c04fd430c8}'"})
    CHECK(eval("uuid.format(" + std::string{text} + ")") == "\"6ba7b810-9dad-11d1-80b4-00c04fd430c8\", nil");
  for (const char* text : {"''", "'6ba7b810-9dad-11d1-80b4-00c04fd430cg'", "'6ba7b810-9dad-11d1-80b4-00c04fd430c'",
                           "'6ba7b8-109dad-11d1-80b4-00c04fd430c8'", "'{6ba7b8109dad11d180b400c04fd430c8}'",
                           "'urn:uuid:6ba7b8109dad11d180b400c04fd430c8'", "'6ba7b810-9dad-11d1-80b4-00c04fd430c8\\0'"}) {
    CHECK(eval("uuid.validate(" + std::string{text} + ")") == "false, nil");
    CHECK(eval("uuid.parse(" + std::string{text} + ")") == "nil, <Invalid: invalid UUID format>");
  }
  CHECK(eval("uuid.validate({})") == "false, nil");
  CHECK(eval("uuid.version(7)") == "nil, <Invalid: input must be a string>");
}

TEST_CASE("uuid: formats") {
  CHECK(eval("uuid.format(" + dns + ", 'simple')") == "\"6ba7b8109dad11d180b400c04fd430c8\", nil");
  CHECK(eval("uuid.format(" + dns + ", 'urn')") == "\"urn:uuid:6ba7b810-9dad-11d1-80b4-00c04fd430c8\", nil");
  CHECK(eval("uuid.format(" + dns + ", 'hex')") == "nil, <Invalid: unsupported format>");
  CHECK(eval("uuid.format(" + dns + ", 7)") == "nil, <Invalid: unsupported format>");
}

TEST_CASE("uuid: the parts of an id") {
  CHECK(eval("local t = uuid.parse(" + dns + ") return t.version, t.variant, t.timestamp, #t.node, t.node:byte(6)")
        == "1, \"RFC4122\", 886630433, 6, 200");
  CHECK(eval("uuid.version('017f22e2-79b0-7cc3-98c4-dc0c0c07398f')") == "7, nil");
  CHECK(eval("uuid.parse('017f22e2-79b0-7cc3-98c4-dc0c0c07398f').timestamp") == "1645557742");
  CHECK(eval("local t = uuid.parse('919108f7-52d1-4320-9bac-f847db4148a8') return t.version, t.timestamp, t.node") == "4, nil, nil");
  CHECK(eval("uuid.variant('6ba7b810-9dad-11d1-c0b4-00c04fd430c8')") == "\"Microsoft\", nil");
  CHECK(eval("uuid.variant('6ba7b810-9dad-11d1-f0b4-00c04fd430c8')") == "\"Future\", nil");
  CHECK(eval("uuid.variant('00000000-0000-0000-0000-000000000000')") == "\"Reserved\", nil");
}

TEST_CASE("uuid: what is made carries its version, its variant and the process's time") {
  CHECK(written(make_uuid_v4({})) == "00000000-0000-4000-8000-000000000000");
  CHECK(uuid_time(make_uuid_v1(0, {})) == std::chrono::seconds{0});
  CHECK(uuid_time(make_uuid_v1(12'345 * 10'000'000ULL, {})) == std::chrono::seconds{12'345});
  CHECK(uuid_time(make_uuid_v7((1'645'557'742'000ULL << 12U) + 4095, {})) == std::chrono::seconds{1'645'557'742});
  CHECK(result("return uuid.parse((uuid.v1())).timestamp") == "0");
  CHECK(result("return uuid.parse((uuid.v7())).timestamp") == "0");
  CHECK(result("return uuid.version((uuid.v4())) .. uuid.variant((uuid.v4()))") == "4RFC4122");
}

TEST_CASE("uuid: ids do not repeat, and those with time sort as they were made while the clock stands still") {
  CHECK(result("local seen, n = {}, 0 for i = 1, 1000 do for _, f in ipairs({uuid.v1, uuid.v4, uuid.v7}) do "
               "local id = f() if not seen[id] then seen[id], n = true, n + 1 end end end return n")
        == "3000");
  CHECK(result("local last = '' for i = 1, 1000 do local id = uuid.v7() if id <= last then return id end last = id end return 'sorted'")
        == "sorted");
}

}  // namespace troupe::runtime::modules
