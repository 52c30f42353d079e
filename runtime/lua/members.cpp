#include "runtime/lua/members.hpp"

#include <cstring>

namespace troupe::runtime::lua {

namespace {

// The metatable holds the lists as light userdata, 1 and up; what was found stays in the table itself.
int l_find_member(lua_State* L) {
  if (lua_type(L, 2) != LUA_TSTRING || lua_getmetatable(L, 1) == 0)
    return 0;
  const char* name = lua_tolstring(L, 2, nullptr);
  for (int i = 1;; ++i) {
    lua_rawgeti(L, -1, i);
    const auto* functions = static_cast<const luaL_Reg*>(lua_touserdata(L, -1));
    if (functions == nullptr)
      return 0;
    lua_pop(L, 1);
    for (; functions->name != nullptr; ++functions)
      if (std::strcmp(functions->name, name) == 0) {
        lua_pushvalue(L, 2);
        lua_pushcfunction(L, functions->func);
        lua_pushvalue(L, -1);
        lua_insert(L, -3);  // function, name, function
        lua_rawset(L, 1);
        return 1;
      }
  }
}

}  // namespace

void push_members(lua_State* L, const luaL_Reg* functions) {
  lua_newtable(L);
  lua_createtable(L, 1, 1);
  lua_pushlightuserdata(L, const_cast<luaL_Reg*>(functions));
  lua_rawseti(L, -2, 1);
  lua_pushcfunction(L, l_find_member);
  lua_setfield(L, -2, "__index");
  lua_setmetatable(L, -2);
}

void add_members(lua_State* L, const luaL_Reg* functions) {
  lua_getmetatable(L, -1);
  lua_pushlightuserdata(L, const_cast<luaL_Reg*>(functions));
  lua_rawseti(L, -2, static_cast<int>(lua_objlen(L, -2)) + 1);
  lua_pop(L, 1);
}

}  // namespace troupe::runtime::lua
