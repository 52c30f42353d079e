// The `base64` module (lua-language.md part 2 `base64`).
#include "runtime/lua/error_object.hpp"
#include "runtime/modules/base64_text.hpp"
#include "runtime/modules/open.hpp"

namespace troupe::runtime::modules {

namespace {

int l_encode(lua_State* L) {
  if (lua_type(L, 1) != LUA_TSTRING)
    return lua::fail(L, errc::invalid, "string expected");
  size_t size = 0;
  const char* bytes = lua_tolstring(L, 1, &size);
  auto* text = static_cast<char*>(lua_newuserdata(L, base64_size(size) + 1));
  encode_base64({bytes, size}, text);
  lua_pushlstring(L, text, base64_size(size));
  return 1;
}

int l_decode(lua_State* L) {
  if (lua_type(L, 1) != LUA_TSTRING)
    return lua::fail(L, errc::invalid, "string expected");
  size_t size = 0;
  const char* text = lua_tolstring(L, 1, &size);
  auto* bytes = static_cast<char*>(lua_newuserdata(L, base64_bytes_max(size)));
  const base64_result done = decode_base64({text, size}, bytes);
  if (!done.ok) {
    lua_pushfstring(L, "illegal base64 data at input byte %d", static_cast<int>(done.at));
    return lua::fail(L, errc::invalid, lua_tostring(L, -1));
  }
  lua_pushlstring(L, bytes, done.size);
  return 1;
}

}  // namespace

int open_base64(lua_State* L) {
  static const luaL_Reg functions[] = {
    {"encode", l_encode}, {"decode", l_decode}, {nullptr, nullptr}};
  push_members(L, functions);
  return 1;
}

}  // namespace troupe::runtime::modules
