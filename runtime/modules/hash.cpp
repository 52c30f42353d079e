// The `hash` module (lua-language.md part 2 `hash`).
#include "runtime/lua/error_object.hpp"
#include "runtime/modules/arguments.hpp"
#include "runtime/modules/digest.hpp"
#include "runtime/modules/open.hpp"

#include <cstdint>

namespace troupe::runtime::modules {

namespace {

// The digest as hex, or as bytes if the argument at `raw` says so.
int answer_digest(lua_State* L, const digest& made, int raw) {
  if (made.size == 0)
    return lua::fail(L, errc::internal, "this system's libcrypto refuses the algorithm");
  if (lua_toboolean(L, raw) != 0)
    return answer(L, made.view());
  char hex[2 * digest::bytes_max];
  write_hex(made.view(), hex);
  return answer(L, {hex, 2 * made.size});
}

int refuse_data(lua_State* L) {
  return lua::fail(L, errc::invalid, "data must be a string");
}

template <digest_kind Kind>
int l_digest(lua_State* L) {
  if (!is_string(L, 1))
    return refuse_data(L);
  return answer_digest(L, digest_of(Kind, string_at(L, 1)), 2);
}

template <digest_kind Kind>
int l_hmac(lua_State* L) {
  if (!is_string(L, 1))
    return refuse_data(L);
  if (!is_string(L, 2))
    return lua::fail(L, errc::invalid, "secret must be a string");
  return answer_digest(L, hmac_of(Kind, string_at(L, 2), string_at(L, 1)), 3);
}

// FNV-1: multiply first, then mix the byte in.
template <class Word, Word Basis, Word Prime>
int l_fnv(lua_State* L) {
  if (!is_string(L, 1))
    return refuse_data(L);
  Word sum = Basis;
  for (const char c : string_at(L, 1)) {
    sum *= Prime;
    sum ^= static_cast<unsigned char>(c);
  }
  lua_pushnumber(L, static_cast<lua_Number>(sum));
  lua_pushnil(L);
  return 2;
}

}  // namespace

int open_hash(lua_State* L) {
  static const luaL_Reg functions[] = {
    {"md5", l_digest<digest_kind::md5>},
    {"sha1", l_digest<digest_kind::sha1>},
    {"sha256", l_digest<digest_kind::sha256>},
    {"sha512", l_digest<digest_kind::sha512>},
    {"hmac_md5", l_hmac<digest_kind::md5>},
    {"hmac_sha1", l_hmac<digest_kind::sha1>},
    {"hmac_sha256", l_hmac<digest_kind::sha256>},
    {"hmac_sha512", l_hmac<digest_kind::sha512>},
    {"fnv32", l_fnv<uint32_t, 2166136261U, 16777619U>},
    {"fnv64", l_fnv<uint64_t, 14695981039346656037ULL, 1099511628211ULL>},
    {nullptr, nullptr}};
  push_members(L, functions);
  return 1;
}

}  // namespace troupe::runtime::modules
