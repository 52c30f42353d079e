// C++ objects that Lua keeps: full userdata with a metatable registered by name and a `__gc` that destroys the object.
//
// Rule: an object is constructed in place and may own memory; only `__gc` destroys it. See conventions, "The Lua border".
#pragma once

#include "config/errc.hpp"
#include "runtime/lua/border.hpp"
#include "runtime/lua/lua.hpp"
#include "runtime/lua/members.hpp"
#include "runtime/lua/memory_account.hpp"

#include <new>
#include <type_traits>

namespace troupe::runtime::lua {

template <class T>
int destroy_object(lua_State* L) noexcept {
  static_cast<T*>(lua_touserdata(L, 1))->~T();
  return 0;
}

// Number of T among the types of ours, the same in every machine. Its metatable stands in the registry under the negative of it, where
// no reference ever lands, and the metatable's address in the memory account, so that a check costs two loads.
int next_type_number() noexcept;

// What argument errors call it: a literal, the same in every machine. Thread: any.
void name_type(int number, const char* name) noexcept;
const char* type_name(int number) noexcept;

template <class T>
int type_number() noexcept {
  static const int number = next_type_number();
  return number;
}

// Address of the metatable of T; null if no such type is registered yet.
template <class T>
const void* metatable_of(lua_State* L) noexcept {
  return static_cast<memory_account*>(border::allocator_data(L))->type(type_number<T>());
}

// Pushes the metatable of T, or nil if no such type is registered yet.
template <class T>
void push_metatable(lua_State* L) {
  if (metatable_of<T>(L) == nullptr)
    lua_pushnil(L);
  else
    lua_rawgeti(L, LUA_REGISTRYINDEX, -type_number<T>());
}

// Creates the metatable with methods reachable by `:`; leaves nothing on the stack. Raises when memory runs out. Programs see
// `false` as the metatable, so they cannot reach `__gc`. `name`, a literal, appears in argument errors.
template <class T>
void register_type(lua_State* L, const char* name, const luaL_Reg* methods, const luaL_Reg* metamethods = nullptr) {
  static constexpr luaL_Reg none[] = {{nullptr, nullptr}};
  lua_createtable(L, 0, 4);  // growing step by step leaves the smaller tables behind
  push_methods(L, methods == nullptr ? none : methods);
  lua_setfield(L, -2, "__index");
  for (; metamethods != nullptr && metamethods->name != nullptr; ++metamethods) {
    lua_pushcfunction(L, metamethods->func);
    lua_setfield(L, -2, metamethods->name);
  }
  if constexpr (!std::is_trivially_destructible_v<T>) {
    lua_pushcfunction(L, destroy_object<T>);
    lua_setfield(L, -2, "__gc");
  }
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  name_type(type_number<T>(), name);
  if (!memory_account::of(L).set_type(type_number<T>(), lua_topointer(L, -1)))
    luaL_error(L, "not enough memory");
  lua_rawseti(L, LUA_REGISTRYINDEX, -type_number<T>());
}

// Pushes room for a T and `more` bytes behind it. Nothing that may raise or collect comes before the T is made in it.
template <class T>
void* push_room(lua_State* L, size_t more = 0) {
  const void* metatable = metatable_of<T>(L);
  TROUPE_ASSERT(metatable != nullptr);  // else nobody would destroy it, nor know it again
  return border::push_object(L, sizeof(T) + more, metatable, -type_number<T>());
}

// Pushes a default-constructed object.
template <class T>
T* push_object(lua_State* L) {
  return new (push_room<T>(L)) T;
}

// Null if the value at `index` is not such an object.
template <class T>
T* object_at(lua_State* L, int index) {
  return static_cast<T*>(border::object(L, index, metatable_of<T>(L)));
}

// Raises `bad argument #n (<name> expected, got ...)` if it is not.
template <class T>
T& check_object(lua_State* L, int index) {
  if (T* object = object_at<T>(L, index))
    return *object;
  luaL_argerror(L, index, lua_pushfstring(L, "%s expected, got %s", type_name(type_number<T>()), luaL_typename(L, index)));
  __builtin_unreachable();
}

}  // namespace troupe::runtime::lua
