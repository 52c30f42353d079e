#include "runtime/modules/cipher.hpp"
#include "runtime/modules/jwt_text.hpp"
#include "test/support/clock_rig.hpp"

#include <doctest/doctest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

namespace troupe::runtime::modules {

namespace {

// In a machine whose clock stands at the epoch.
std::string result(const std::string& body) {
  test::clock_rig machine{"return function() " + body + " end", {"crypto", "json"}};
  return machine.end();
}

// An error as `nil kind: message`, else the value.
std::string eval(const std::string& expression) {
  return result("local v, e = " + expression + " if e then return tostring(v) .. ' ' .. e:kind() .. ': ' .. e:message() end return v");
}

std::string hex(const std::string& expression) {
  return result("local v = assert(" + expression + ") return (v:gsub('.', function(c) return ('%02x'):format(c:byte()) end))");
}

struct key_pair {
  std::string secret;
  std::string open;
};

std::string text_of(BIO* from) {
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(from, &bytes);
  std::string text{bytes, static_cast<size_t>(size)};
  BIO_free(from);
  return text;
}

const key_pair& rsa() {
  static const key_pair made = [] {
    EVP_PKEY* key = EVP_RSA_gen(2048);
    BIO* secret = BIO_new(BIO_s_mem());
    BIO* open = BIO_new(BIO_s_mem());
    PEM_write_bio_PrivateKey(secret, key, nullptr, nullptr, 0, nullptr, nullptr);
    PEM_write_bio_PUBKEY(open, key);
    EVP_PKEY_free(key);
    return key_pair{text_of(secret), text_of(open)};
  }();
  return made;
}

std::string problem_of(const caf::expected<document>& claims) {
  return claims ? "none" : message_of(claims.error());
}

}  // namespace

TEST_CASE("crypto: random values have the length that was asked for, and differ") {
  CHECK(result("return #crypto.random.bytes(16) + #crypto.random.string(1000) + #crypto.random.uuid()") == "1052");
  CHECK(result("return crypto.random.bytes(16) ~= crypto.random.bytes(16)") == "true");
  CHECK(result("return (crypto.random.string(500, 'ab'):gsub('[ab]', ''))") == "");
  CHECK(result("local s = crypto.random.string(500, 'ab') return s:find('a', 1, true) ~= nil and s:find('b', 1, true) ~= nil") == "true");
  CHECK(eval("crypto.random.bytes(0)") == "nil Invalid: length must be a positive integer");
  CHECK(eval("crypto.random.bytes(2^20 + 1)") == "nil Invalid: length exceeds maximum of 1048576");
  CHECK(eval("crypto.random.string(1, '')") == "nil Invalid: charset cannot be empty");
}

TEST_CASE("crypto: keyed digests take the key first") {
  CHECK(eval("crypto.hmac.sha256('Jefe', 'what do ya want for nothing?')")
        == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(result("return #crypto.hmac.sha512('k', '')") == "128");
  CHECK(eval("crypto.hmac.sha256('', 'x')") == "nil Invalid: key cannot be empty");
}

TEST_CASE("crypto: the cipher is AES-GCM and ChaCha20-Poly1305 as others know them") {
  // Test case 13 of the GCM specification: no text, key and nonce of zeros.
  std::array<unsigned char, cipher_overhead> sealed;
  const std::string zeros(32, '\0');
  REQUIRE(encrypt(cipher_kind::aes_gcm, "", zeros, "", {}, sealed.data()));
  CHECK(std::string{sealed.begin() + 12, sealed.begin() + 16} == "\x53\x0f\x8a\xfb");
  REQUIRE(encrypt(cipher_kind::chacha20_poly1305, "", zeros, "", {}, sealed.data()));
  CHECK(std::string{sealed.begin() + 12, sealed.begin() + 16} == "\x4e\xb9\x72\xc9");
}

TEST_CASE("crypto: what was encrypted comes back, to its key and additional data alone") {
  for (const char* how : {"aes", "chacha20"}) {
    const std::string key = "('k'):rep(32)";
    const std::string name{how};
    CHECK(result("local s = crypto.encrypt." + name + "('text\\0', " + key + ", 'aad') return #s .. crypto.decrypt." + name + "(s, " + key
                 + ", 'aad')")
          == std::string{"33text\0", 7});
    CHECK(result("return #crypto.decrypt." + name + "(crypto.encrypt." + name + "('', " + key + "), " + key + ")") == "0");
    for (const char* change : {"s, ('x'):rep(32), 'aad'", "s, ('k'):rep(32), 'other'", "s, ('k'):rep(32)",
                               "s:sub(1, -2) .. '!', ('k'):rep(32), 'aad'"})
      CHECK(result("local s = crypto.encrypt." + name + "('text', " + key + ", 'aad') local v, e = crypto.decrypt." + name + "("
                   + std::string{change} + ") return tostring(v) .. e:kind()")
            == "nilInternal");
    CHECK(eval("crypto.decrypt." + name + "('short', " + key + ")") == "nil Invalid: encrypted data too short");
  }
  CHECK(eval("crypto.encrypt.aes('x', 'short')") == "nil Invalid: key must be 16, 24, or 32 bytes");
  CHECK(eval("crypto.encrypt.chacha20('x', ('k'):rep(16))") == "nil Invalid: key must be 32 bytes");
}

TEST_CASE("crypto: PBKDF2 as in RFC 7914 and its bounds") {
  CHECK(hex("crypto.pbkdf2('passwd', 'salt', 1, 16)") == "55ac046e56e3089fec1691c22544b605");
  CHECK(hex("crypto.pbkdf2('password', 'salt', 1, 8, 'sha512')") == "867f70cf1ade02cf");
  CHECK(eval("crypto.pbkdf2('', 's', 1, 1)") == "nil Invalid: password cannot be empty");
  CHECK(eval("crypto.pbkdf2('p', '', 1, 1)") == "nil Invalid: salt cannot be empty");
  CHECK(eval("crypto.pbkdf2('p', 's', 0, 1)") == "nil Invalid: iterations must be a positive integer");
  CHECK(eval("crypto.pbkdf2('p', 's', 1e7 + 1, 1)") == "nil Invalid: iterations exceed maximum of 10000000");
  CHECK(eval("crypto.pbkdf2('p', 's', 1, 0)") == "nil Invalid: key length must be a positive integer");
  CHECK(eval("crypto.pbkdf2('p', 's', 1, 1, 'md5')").starts_with("nil Invalid: unsupported hash function"));
}

TEST_CASE("crypto: comparing in constant time") {
  CHECK(result("return crypto.constant_time_compare('abc', 'abc')") == "true");
  CHECK(result("return crypto.constant_time_compare('abc', 'abd')") == "false");
  CHECK(result("return crypto.constant_time_compare('abc', 'ab')") == "false");
  CHECK(result("return crypto.constant_time_compare('', '')") == "true");
}

TEST_CASE("crypto: a token of RFC 7515 is read") {
  const std::string key =
    "\x03\x23\x35\x4b\x2b\x0f\xa5\xbc\x83\x7e\x06\x65\x77\x7b\xa6\x8f\x5a\xb3\x28\xe6\xf0\x54\xc9\x28\xa9\x0f\x84\xb2\xd2\x50\x2e\xbf"
    "\xd3\xfb\x5a\x92\xd2\x06\x47\xef\x96\x8a\xb4\xc3\x77\x62\x3d\x22\x3d\x2e\x21\x72\x05\x2e\x4f\x08\xc0\xcd\x9a\xf5\x67\xd0\x80\xa3";
  const std::string token =
    "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0"
    "cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  const auto claims = verify_jwt(token, key, {jwt_algorithm::hs256, true, 1'300'819'379});
  REQUIRE_MESSAGE(claims, problem_of(claims));
  CHECK(*claims->find("iss")->as_string() == "joe");
  CHECK(problem_of(verify_jwt(token, key, {jwt_algorithm::hs256, true, 1'300'819'380})) == "token has invalid claims: token is expired");
  CHECK(problem_of(verify_jwt(token, key, {jwt_algorithm::hs512, true, 0})) == "token signature is invalid: it is not signed by HS512");
  CHECK(problem_of(verify_jwt(token, key + "x", {jwt_algorithm::hs256, true, 0})) == "token signature is invalid");
  CHECK(problem_of(verify_jwt(token.substr(0, 60), key, {})) == "token is malformed: it has no three parts");
  CHECK(problem_of(verify_jwt("a.b.c.d", key, {})) == "token is malformed: it has no three parts");
  CHECK(problem_of(verify_jwt("..", key, {})) == "token is malformed");
}

TEST_CASE("crypto: tokens by every algorithm, with a header of one's own") {
  for (const char* algorithm : {"HS256", "HS384", "HS512"}) {
    const std::string name{algorithm};
    CHECK(result("local t = crypto.jwt.encode({sub = 'u', exp = 10, roles = {'a'}, _header = {kid = '7'}}, 'secret', '" + name
                 + "') local c = assert(crypto.jwt.verify(t, 'secret', '" + name + "')) return c.sub .. c.roles[1] .. tostring(c._header)")
          == "uanil");
  }
  const document claims{document::map{{"sub", document{"u"}}}};
  const document header{document::map{{"kid", document{"7"}}, {"alg", document{"none"}}}};
  const auto token = sign_jwt(header, claims, rsa().secret, jwt_algorithm::rs256);
  REQUIRE(token);
  CHECK(token->starts_with("eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6IjcifQ."));
  CHECK(problem_of(verify_jwt(*token, rsa().open, {jwt_algorithm::rs256, false, 0})) == "none");
  CHECK(problem_of(verify_jwt(*token + "A", rsa().open, {jwt_algorithm::rs256, false, 0})) != "none");
  // A public key is no secret: a token that it signed must not pass.
  const auto forged = sign_jwt({}, claims, rsa().open, jwt_algorithm::hs256);
  REQUIRE(forged);
  CHECK(problem_of(verify_jwt(*forged, rsa().open, {jwt_algorithm::rs256, false, 0})) == "token signature is invalid: it is not signed by RS256");
  CHECK(message_of(sign_jwt({}, claims, "no key", jwt_algorithm::rs256).error()) == "key is no RSA private key in PEM form");
  CHECK(problem_of(verify_jwt(*token, "no key", {jwt_algorithm::rs256, false, 0})) == "key is no RSA public key or certificate in PEM form");
}

TEST_CASE("crypto: tokens expire, and begin, by the process's clock") {
  CHECK(eval("crypto.jwt.verify(crypto.jwt.encode({a = 1}, 's'), 's')") == "nil Internal: token has invalid claims: exp claim is required");
  CHECK(result("return crypto.jwt.verify(crypto.jwt.encode({a = 1}, 's'), 's', 'HS256', false).a") == "1");
  CHECK(eval("crypto.jwt.verify(crypto.jwt.encode({exp = 0}, 's'), 's', nil, false)")
        == "nil Internal: token has invalid claims: token is expired");
  CHECK(eval("crypto.jwt.verify(crypto.jwt.encode({exp = 9, nbf = 5}, 's'), 's')")
        == "nil Internal: token has invalid claims: token is not valid yet");
  CHECK(eval("crypto.jwt.verify(crypto.jwt.encode({exp = '9'}, 's'), 's')") == "nil Internal: token has invalid claims: exp is no number");
  CHECK(eval("crypto.jwt.verify('x', 's', 'none')") == "nil Internal: unsupported algorithm: none");
  CHECK(result("return crypto.jwt.verify(crypto.jwt.encode({exp = 1}, 's', 'XX'), 's', 'HS256').exp") == "1");
}

}  // namespace troupe::runtime::modules
