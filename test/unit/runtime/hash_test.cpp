#include "test/support/lua_rig.hpp"

#include <doctest/doctest.h>

namespace troupe::runtime::modules {

namespace {

std::string eval(std::string_view code) {
  const test::lua_rig lua{{"hash", open_hash}};
  return lua.eval(code);
}

}  // namespace

TEST_CASE("hash: the digests of their standards' examples") {
  CHECK(eval("hash.md5('abc')") == "\"900150983cd24fb0d6963f7d28e17f72\", nil");
  CHECK(eval("hash.sha1('abc')") == "\"a9993e364706816aba3e25717850c26c9cd0d89d\", nil");
  CHECK(eval("hash.sha256('abc')") == "\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\", nil");
  CHECK(eval("(hash.sha512('abc')):sub(1, 32)") == "\"ddaf35a193617abacc417349ae204131\"");
  CHECK(eval("(hash.md5(''))") == "\"d41d8cd98f00b204e9800998ecf8427e\"");
  CHECK(eval("(hash.md5('a\\0b')) ~= (hash.md5('a'))") == "true");
}

TEST_CASE("hash: raw digests are the bytes of the hex ones") {
  CHECK(eval("#hash.md5('x', true), #hash.sha1('x', true), #hash.sha256('x', true), #hash.sha512('x', true)") == "16, 20, 32, 64");
  CHECK(eval("local raw = hash.sha256('abc', true) return (raw:gsub('.', function(c) return ('%02x'):format(c:byte()) end)) "
             "== (hash.sha256('abc'))")
        == "true");
}

TEST_CASE("hash: keyed digests take the data first (RFC 2202, RFC 4231)") {
  CHECK(eval("(hash.hmac_md5('what do ya want for nothing?', 'Jefe'))") == "\"750c783e6ab0b503eaa86e310a5db738\"");
  CHECK(eval("(hash.hmac_sha1('what do ya want for nothing?', 'Jefe'))") == "\"effcdf6ae5eb2fa2d27416d5f184df9c259a7c79\"");
  CHECK(eval("(hash.hmac_sha256('what do ya want for nothing?', 'Jefe'))")
        == "\"5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843\"");
  CHECK(eval("(hash.hmac_sha512('what do ya want for nothing?', 'Jefe')):sub(1, 16)") == "\"164b7a7bfcf819e2\"");
  CHECK(eval("#hash.hmac_sha512('d', 's', true)") == "64");
  CHECK(eval("#hash.hmac_sha256('', '')") == "64");
}

TEST_CASE("hash: FNV-1 multiplies before it mixes") {
  CHECK(eval("hash.fnv32('')") == "2166136261, nil");
  CHECK(eval("hash.fnv32('a')") == "84696446, nil");
  CHECK(eval("hash.fnv32('foobar')") == "837857890, nil");
  CHECK(eval("hash.fnv64('a') == 12638153115695167422") == "true");
}

TEST_CASE("hash: what is no string is refused") {
  CHECK(eval("hash.md5(1)") == "nil, <Invalid: data must be a string>");
  CHECK(eval("hash.fnv32()") == "nil, <Invalid: data must be a string>");
  CHECK(eval("hash.hmac_sha256({}, 'k')") == "nil, <Invalid: data must be a string>");
  CHECK(eval("hash.hmac_sha256('d', 1)") == "nil, <Invalid: secret must be a string>");
}

}  // namespace troupe::runtime::modules
