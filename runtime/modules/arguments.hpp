// What modules take from their callers' stacks, where a wrong type is answered rather than raised.
//
// Thread: the machine's. Those that push or check may raise.
#pragma once

#include "runtime/lua/lua.hpp"

#include <cstddef>
#include <string_view>

namespace troupe::runtime::modules {

// Whether the value is a string; a number is none.
inline bool is_string(lua_State* L, int index) noexcept {
  return lua_type(L, index) == LUA_TSTRING;
}

// The bytes of a value known to be a string. They live as long as the value stands on the stack.
inline std::string_view string_at(lua_State* L, int index) noexcept {
  size_t size = 0;
  const char* bytes = lua_tolstring(L, index, &size);
  return {bytes, size};
}

// A string argument; raises if it is none.
inline std::string_view check_string(lua_State* L, int index) {
  size_t size = 0;
  const char* bytes = luaL_checklstring(L, index, &size);
  return {bytes, size};
}

inline void push(lua_State* L, std::string_view text) {
  lua_pushlstring(L, text.data(), text.size());
}

// `text, nil`: what a call that may fail answers when it did not.
inline int answer(lua_State* L, std::string_view text) {
  push(L, text);
  lua_pushnil(L);
  return 2;
}

}  // namespace troupe::runtime::modules
