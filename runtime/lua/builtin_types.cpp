#include "runtime/lua/builtin_types.hpp"

#include "runtime/lua/error_object.hpp"
#include "runtime/lua/lua.hpp"

#include <cmath>
#include <cstring>

namespace troupe::runtime::lua {

namespace {

bool accepts(lua_State* L, const char* type, int index) {
  if (std::strcmp(type, "any") == 0 || std::strcmp(type, "unknown") == 0)
    return true;
  if (std::strcmp(type, "never") == 0)
    return false;
  if (std::strcmp(type, "integer") == 0) {
    if (lua_type(L, index) != LUA_TNUMBER)
      return false;
    const lua_Number n = lua_tonumber(L, index);
    return std::isfinite(n) && n == std::floor(n);
  }
  return std::strcmp(type, luaL_typename(L, index)) == 0;
}

const char* mismatch(lua_State* L, const char* type, int index) {
  return lua_pushfstring(L, "expected %s, got %s", type, lua_isnone(L, index) ? "nil" : luaL_typename(L, index));
}

const char* own_type(lua_State* L) {
  return lua_tostring(L, lua_upvalueindex(1));
}

// __call: the value itself is argument 1.
int l_call(lua_State* L) {
  lua_settop(L, 2);
  if (!accepts(L, own_type(L), 2))
    return luaL_error(L, "%s", mismatch(L, own_type(L), 2));
  return 1;
}

// `T:is(v)` and `T.is(v)`.
int l_is(lua_State* L) {
  const int value = lua_gettop(L) >= 2 && lua_type(L, 1) == LUA_TTABLE ? 2 : 1;
  lua_settop(L, value);
  if (!accepts(L, own_type(L), value))
    return fail(L, errc::invalid, mismatch(L, own_type(L), value));
  lua_pushnil(L);
  return 2;
}

int l_name(lua_State* L) {
  lua_pushvalue(L, lua_upvalueindex(1));
  return 1;
}

void set_closure(lua_State* L, const char* type, const char* field, lua_CFunction function) {
  lua_pushstring(L, type);
  lua_pushcclosure(L, function, 1);
  lua_setfield(L, -2, field);
}

}  // namespace

bool push_builtin_type(lua_State* L, std::string_view name) {
  for (const char* each : builtin_type_names) {
    if (name != each)
      continue;
    lua_newtable(L);
    lua_createtable(L, 0, 4);
    set_closure(L, each, "__call", l_call);
    set_closure(L, each, "__tostring", l_name);
    lua_createtable(L, 0, 3);
    set_closure(L, each, "is", l_is);
    set_closure(L, each, "name", l_name);
    set_closure(L, each, "kind", l_name);
    lua_setfield(L, -2, "__index");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_setmetatable(L, -2);
    return true;
  }
  return false;
}

void make_string_callable(lua_State* L) {
  if (lua_getmetatable(L, -1) == 0)
    return;
  set_closure(L, "string", "__call", l_call);
  lua_pop(L, 1);
}

}  // namespace troupe::runtime::lua
