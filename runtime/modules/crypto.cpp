// The `crypto` module (lua-language.md part 2 `crypto`). Randomness and time come from the process's world, so that a durable run can
// record them.
#include "runtime/lua/error_object.hpp"
#include "runtime/lua/plain_data.hpp"
#include "runtime/lua/vm.hpp"
#include "runtime/modules/answers.hpp"
#include "runtime/modules/arguments.hpp"
#include "runtime/modules/cipher.hpp"
#include "runtime/modules/digest.hpp"
#include "runtime/modules/holder.hpp"
#include "runtime/modules/jwt_text.hpp"
#include "runtime/modules/open.hpp"
#include "runtime/modules/uuid_text.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <cmath>

namespace troupe::runtime::modules {

namespace {

using lua::vm;

constexpr double random_bytes_max = 1'048'576;
constexpr double iterations_max = 10'000'000;

void fill_random(lua_State* L, void* to, size_t size) {
  vm::of(L).world().fill_random(to, size);
}

// ---- random ------------------------------------------------------------------------------------------------------------

// The length in the first argument; 0 after it left nil and an error.
size_t random_length(lua_State* L, int& results) {
  const lua_Number n = luaL_checknumber(L, 1);
  if (!(n >= 1))
    results = lua::fail(L, errc::invalid, "length must be a positive integer");
  else if (n > random_bytes_max)
    results = lua::fail(L, errc::invalid, "length exceeds maximum of 1048576");
  else
    return static_cast<size_t>(n);
  return 0;
}

int l_random_bytes(lua_State* L) {
  int results = 0;
  const size_t size = random_length(L, results);
  if (size == 0)
    return results;
  auto* bytes = static_cast<char*>(lua_newuserdata(L, size));
  fill_random(L, bytes, size);
  return answer(L, {bytes, size});
}

// Every character is as likely as any other: numbers beyond the last whole multiple of the charset's size are thrown away.
int l_random_string(lua_State* L) {
  int results = 0;
  const size_t size = random_length(L, results);
  if (size == 0)
    return results;
  const std::string_view charset =
    lua_isnoneornil(L, 2) ? "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" : check_string(L, 2);
  if (charset.empty())
    return lua::fail(L, errc::invalid, "charset cannot be empty");
  const uint64_t choices = charset.size();
  const uint64_t fair = (uint64_t{1} << 32U) / choices * choices;
  auto* text = static_cast<char*>(lua_newuserdata(L, size));
  uint32_t noise[256];
  size_t left = 0;
  for (size_t i = 0; i < size;) {
    if (left == 0) {
      left = std::min(std::size(noise), size - i);
      fill_random(L, noise, left * sizeof noise[0]);
    }
    if (const uint32_t drawn = noise[--left]; drawn < fair)
      text[i++] = charset[drawn % choices];
  }
  return answer(L, {text, size});
}

int l_random_uuid(lua_State* L) {
  uuid_bytes noise;
  fill_random(L, noise.data(), noise.size());
  char text[uuid_text_size];
  write_uuid(make_uuid_v4(noise), text);
  return answer(L, {text, sizeof text});
}

// ---- hmac ----------------------------------------------------------------------------------------------------------------

template <digest_kind Kind>
int l_hmac(lua_State* L) {
  const std::string_view key = check_string(L, 1);
  const std::string_view data = check_string(L, 2);
  if (key.empty())
    return lua::fail(L, errc::invalid, "key cannot be empty");
  const digest made = hmac_of(Kind, key, data);
  if (made.size == 0)
    return lua::fail(L, errc::internal, "this system's libcrypto refuses the algorithm");
  char hex[2 * digest::bytes_max];
  write_hex(made.view(), hex);
  return answer(L, {hex, 2 * made.size});
}

// ---- encryption ----------------------------------------------------------------------------------------------------------

int refuse_key(lua_State* L, cipher_kind kind) {
  return lua::fail(L, errc::invalid,
                   kind == cipher_kind::aes_gcm ? "key must be 16, 24, or 32 bytes" : "key must be 32 bytes");
}

std::string_view extra_data(lua_State* L, int index) {
  return lua_isnoneornil(L, index) ? std::string_view{} : check_string(L, index);
}

template <cipher_kind Kind>
int l_encrypt(lua_State* L) {
  const std::string_view data = check_string(L, 1);
  const std::string_view key = check_string(L, 2);
  const std::string_view extra = extra_data(L, 3);
  if (!fits_key(Kind, key.size()))
    return refuse_key(L, Kind);
  const size_t size = data.size() + cipher_overhead;
  auto* sealed = static_cast<unsigned char*>(lua_newuserdata(L, size));
  cipher_nonce nonce;
  fill_random(L, nonce.data(), nonce.size());
  if (!encrypt(Kind, data, key, extra, nonce, sealed))
    return lua::fail(L, errc::internal, "encryption failed");
  return answer(L, {reinterpret_cast<const char*>(sealed), size});
}

template <cipher_kind Kind>
int l_decrypt(lua_State* L) {
  const std::string_view sealed = check_string(L, 1);
  const std::string_view key = check_string(L, 2);
  const std::string_view extra = extra_data(L, 3);
  if (!fits_key(Kind, key.size()))
    return refuse_key(L, Kind);
  if (sealed.size() < cipher_overhead)
    return lua::fail(L, errc::invalid, "encrypted data too short");
  const size_t size = sealed.size() - cipher_overhead;
  auto* data = static_cast<unsigned char*>(lua_newuserdata(L, size + cipher_tag_size));
  if (!decrypt(Kind, sealed, key, extra, data))
    return lua::fail(L, errc::internal, "decryption failed: wrong key, additional data, or changed text");
  return answer(L, {reinterpret_cast<const char*>(data), size});
}

// ---- tokens --------------------------------------------------------------------------------------------------------------

void sign(lua_State* L, std::string_view key, std::string_view algorithm, holder& made) {
  if (const char* problem = lua::module_data_at(L, 1, made.tree)) {
    made.problem = std::string{"cannot encode claims: "} + problem;
    return;
  }
  document header;
  if (document* given = made.tree.find("_header"); given != nullptr && given->as_map() != nullptr) {
    header = std::move(*given);
    made.tree.erase("_header");
  }
  auto token = sign_jwt(header, made.tree, key, find_jwt_algorithm(algorithm).value_or(jwt_algorithm::hs256));
  if (token)
    made.text = std::move(*token);
  else
    made.problem = message_of(token.error());
}

void verify(std::string_view token, std::string_view key, const jwt_rules& rules, holder& made) {
  auto claims = verify_jwt(token, key, rules);
  if (claims)
    made.tree = std::move(*claims);
  else
    made.problem = message_of(claims.error());
}

int l_jwt_encode(lua_State* L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  const std::string_view key = check_string(L, 2);
  const std::string_view algorithm = lua_isnoneornil(L, 3) ? "HS256" : check_string(L, 3);
  if (key.empty())
    return lua::fail(L, errc::invalid, "key cannot be empty");
  holder& made = push_holder(L);
  sign(L, key, algorithm, made);
  if (!made.problem.empty())
    return fail_with(L, errc::internal, made);
  const int results = answer(L, made.text);
  made.drop();
  return results;
}

int l_jwt_verify(lua_State* L) {
  const std::string_view token = check_string(L, 1);
  const std::string_view key = check_string(L, 2);
  const std::string_view name = lua_isnoneornil(L, 3) ? "HS256" : check_string(L, 3);
  const auto algorithm = find_jwt_algorithm(name);
  if (!algorithm)
    return lua::fail(L, errc::internal, lua_pushfstring(L, "unsupported algorithm: %s", lua_tostring(L, 3)));
  if (key.empty())
    return lua::fail(L, errc::internal, "key cannot be empty");
  const bool needs_expiry = !lua_isboolean(L, 4) || lua_toboolean(L, 4) != 0;
  const std::chrono::duration<double> now = vm::of(L).world().clock().wall().time_since_epoch();
  holder& made = push_holder(L);
  verify(token, key, {*algorithm, needs_expiry, now.count()}, made);
  return answer_tree(L, made);
}

// ---- keys ------------------------------------------------------------------------------------------------------------------

int l_pbkdf2(lua_State* L) {
  const std::string_view password = check_string(L, 1);
  const std::string_view salt = check_string(L, 2);
  const lua_Number iterations = luaL_checknumber(L, 3);
  const lua_Number length = luaL_checknumber(L, 4);
  const std::string_view name = lua_isnoneornil(L, 5) ? "sha256" : check_string(L, 5);
  const char* problem = password.empty()                   ? "password cannot be empty"
                        : salt.empty()                     ? "salt cannot be empty"
                        : !(iterations >= 1)               ? "iterations must be a positive integer"
                        : iterations > iterations_max      ? "iterations exceed maximum of 10000000"
                        : !(length >= 1)                   ? "key length must be a positive integer"
                        : length > random_bytes_max        ? "key length exceeds maximum of 1048576"
                        : name != "sha256" && name != "sha512" ? "unsupported hash function: use sha256 or sha512"
                                                               : nullptr;
  if (problem != nullptr)
    return lua::fail(L, errc::invalid, problem);
  const auto size = static_cast<size_t>(length);
  auto* key = static_cast<unsigned char*>(lua_newuserdata(L, size));
  if (PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()), reinterpret_cast<const unsigned char*>(salt.data()),
                        static_cast<int>(salt.size()), static_cast<int>(iterations), name == "sha512" ? EVP_sha512() : EVP_sha256(),
                        static_cast<int>(size), key)
      != 1)
    return lua::fail(L, errc::internal, "key derivation failed");
  return answer(L, {reinterpret_cast<const char*>(key), size});
}

int l_constant_time_compare(lua_State* L) {
  const std::string_view a = check_string(L, 1);
  const std::string_view b = check_string(L, 2);
  lua_pushboolean(L, a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0 ? 1 : 0);
  return 1;
}

void add_part(lua_State* L, const char* name, const luaL_Reg* functions) {
  push_members(L, functions);
  lua_setfield(L, -2, name);
}

}  // namespace

int open_crypto(lua_State* L) {
  static const luaL_Reg functions[] = {
    {"pbkdf2", l_pbkdf2}, {"constant_time_compare", l_constant_time_compare}, {nullptr, nullptr}};
  static const luaL_Reg random[] = {
    {"bytes", l_random_bytes}, {"string", l_random_string}, {"uuid", l_random_uuid}, {nullptr, nullptr}};
  static const luaL_Reg hmac[] = {
    {"sha256", l_hmac<digest_kind::sha256>}, {"sha512", l_hmac<digest_kind::sha512>}, {nullptr, nullptr}};
  static const luaL_Reg encrypting[] = {
    {"aes", l_encrypt<cipher_kind::aes_gcm>}, {"chacha20", l_encrypt<cipher_kind::chacha20_poly1305>}, {nullptr, nullptr}};
  static const luaL_Reg decrypting[] = {
    {"aes", l_decrypt<cipher_kind::aes_gcm>}, {"chacha20", l_decrypt<cipher_kind::chacha20_poly1305>}, {nullptr, nullptr}};
  static const luaL_Reg jwt[] = {{"encode", l_jwt_encode}, {"verify", l_jwt_verify}, {nullptr, nullptr}};
  push_members(L, functions);
  add_part(L, "random", random);
  add_part(L, "hmac", hmac);
  add_part(L, "encrypt", encrypting);
  add_part(L, "decrypt", decrypting);
  add_part(L, "jwt", jwt);
  return 1;
}

}  // namespace troupe::runtime::modules
