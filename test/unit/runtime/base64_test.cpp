#include "runtime/modules/base64_text.hpp"
#include "test/support/lua_rig.hpp"

#include <doctest/doctest.h>

namespace troupe::runtime::modules {

namespace {

std::string encoded(std::string_view bytes) {
  std::string text(base64_size(bytes.size()), '\0');
  encode_base64(bytes, text.data());
  return text;
}

std::string decoded(std::string_view text) {
  std::string bytes(base64_bytes_max(text.size()), '\0');
  const base64_result done = decode_base64(text, bytes.data());
  if (!done.ok)
    return "fails at " + std::to_string(done.at);
  bytes.resize(done.size);
  return bytes;
}

}  // namespace

TEST_CASE("base64: the vectors of RFC 4648 hold both ways") {
  const std::pair<const char*, const char*> vectors[] = {
    {"", ""},
    {"f", "Zg=="},
    {"fo", "Zm8="},
    {"foo", "Zm9v"},
    {"foob", "Zm9vYg=="},
    {"fooba", "Zm9vYmE="},
    {"foobar", "Zm9vYmFy"},
  };
  for (const auto& [bytes, text] : vectors) {
    CHECK(encoded(bytes) == text);
    CHECK(decoded(text) == bytes);
  }
}

TEST_CASE("base64: every byte survives") {
  std::string all;
  for (int i = 0; i < 256; ++i)
    all += static_cast<char>(i);
  CHECK(decoded(encoded(all)) == all);
}

TEST_CASE("base64: line ends are ignored wherever they stand") {
  CHECK(decoded("Zm9v\r\nYm\nFy\n") == "foobar");
  CHECK(decoded("Zg=\n=\n") == "f");
}

TEST_CASE("base64: what is not base64 fails at its place") {
  CHECK(decoded("Zm9v!mFy") == "fails at 4");
  CHECK(decoded("Zm9vYg") == "fails at 4");
  CHECK(decoded("Zm9") == "fails at 0");
  CHECK(decoded("Z===") == "fails at 1");
  CHECK(decoded("=") == "fails at 0");
  CHECK(decoded("Zg==Zg==") == "fails at 4");
  CHECK(decoded("Zg=a") == "fails at 3");
  CHECK(decoded("Zm 9v") == "fails at 2");
}

TEST_CASE("base64: the module answers one value, or nil and an Invalid error") {
  const test::lua_rig lua{{"base64", open_base64}};
  CHECK(lua.eval("base64.encode('hello')") == "\"aGVsbG8=\"");
  CHECK(lua.eval("base64.encode('')") == "\"\"");
  CHECK(lua.eval("base64.decode('aGVsbG8=')") == "\"hello\"");
  CHECK(lua.eval("base64.decode('')") == "\"\"");
  CHECK(lua.eval("base64.encode(5)") == "nil, <Invalid: string expected>");
  CHECK(lua.eval("base64.decode(nil)") == "nil, <Invalid: string expected>");
  CHECK(lua.eval("base64.decode('a*b')") == "nil, <Invalid: illegal base64 data at input byte 1>");
  CHECK(lua.eval("base64.decode(base64.encode(('x'):rep(5000))) == ('x'):rep(5000)") == "true");
}

}  // namespace troupe::runtime::modules
