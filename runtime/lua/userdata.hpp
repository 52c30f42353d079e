// C++ objects that Lua keeps: full userdata with a metatable registered by name and a `__gc` that destroys the object.
//
// Rule: an object is constructed in place and may own memory; only `__gc` destroys it. See conventions, "The Lua border".
#pragma once

#include "config/errc.hpp"
#include "runtime/lua/lua.hpp"

#include <new>

namespace troupe::runtime::lua {

template <class T>
int destroy_object(lua_State* L) noexcept {
  static_cast<T*>(lua_touserdata(L, 1))->~T();
  return 0;
}

// Where the metatable of T stands in the registry of every machine.
template <class T>
void* type_key() noexcept {
  static char key;
  return &key;
}

template <class T>
void push_metatable(lua_State* L) {
  lua_pushlightuserdata(L, type_key<T>());
  lua_rawget(L, LUA_REGISTRYINDEX);
}

// Creates the metatable with methods reachable by `:`; leaves nothing on the stack. Raises when memory runs out. Programs see
// `false` as the metatable, so they cannot reach `__gc`. `name` appears in argument errors.
template <class T>
void register_type(lua_State* L, const char* name, const luaL_Reg* methods, const luaL_Reg* metamethods = nullptr) {
  lua_pushlightuserdata(L, type_key<T>());
  lua_newtable(L);
  lua_newtable(L);
  for (; methods != nullptr && methods->name != nullptr; ++methods) {
    lua_pushcfunction(L, methods->func);
    lua_setfield(L, -2, methods->name);
  }
  lua_setfield(L, -2, "__index");
  for (; metamethods != nullptr && metamethods->name != nullptr; ++metamethods) {
    lua_pushcfunction(L, metamethods->func);
    lua_setfield(L, -2, metamethods->name);
  }
  lua_pushcfunction(L, destroy_object<T>);
  lua_setfield(L, -2, "__gc");
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  lua_pushstring(L, name);
  lua_setfield(L, -2, "__name");
  lua_rawset(L, LUA_REGISTRYINDEX);
}

// Pushes a default-constructed object. The metatable is set after construction, so a raise in between leaks nothing: the object
// owns nothing yet.
template <class T>
T* push_object(lua_State* L) {
  void* memory = lua_newuserdata(L, sizeof(T));
  T* object = new (memory) T;
  push_metatable<T>(L);
  TROUPE_ASSERT(lua_istable(L, -1));  // else nobody would destroy it, nor know it again
  lua_setmetatable(L, -2);
  return object;
}

// Null if the value at `index` is not such an object.
template <class T>
T* object_at(lua_State* L, int index) {
  if (lua_type(L, index) != LUA_TUSERDATA || lua_getmetatable(L, index) == 0)
    return nullptr;
  push_metatable<T>(L);
  const bool same = lua_rawequal(L, -1, -2) != 0;
  lua_pop(L, 2);
  return same ? static_cast<T*>(lua_touserdata(L, index)) : nullptr;
}

// Raises `bad argument #n (<name> expected, got ...)` if it is not.
template <class T>
T& check_object(lua_State* L, int index) {
  if (T* object = object_at<T>(L, index))
    return *object;
  push_metatable<T>(L);
  lua_getfield(L, -1, "__name");
  luaL_argerror(L, index, lua_pushfstring(L, "%s expected, got %s", lua_tostring(L, -1), luaL_typename(L, index)));
  __builtin_unreachable();
}

}  // namespace troupe::runtime::lua
