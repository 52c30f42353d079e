#include "runtime/lua/members.hpp"

#include <cstring>

namespace troupe::runtime::lua {

namespace {

const luaL_Reg* find_in(lua_State* L, int list, const char* name) {
  lua_rawgeti(L, 3, list);
  const auto* each = static_cast<const luaL_Reg*>(lua_touserdata(L, -1));
  lua_pop(L, 1);
  for (; each != nullptr && each->name != nullptr; ++each)
    if (std::strcmp(each->name, name) == 0)
      return each;
  return nullptr;
}

// The metatable holds the lists as light userdata: of functions from 1 up, of openers at 0; what was found stays in the table itself.
int l_find_member(lua_State* L) {
  if (lua_type(L, 2) != LUA_TSTRING || lua_getmetatable(L, 1) == 0)
    return 0;
  const char* name = lua_tolstring(L, 2, nullptr);
  const luaL_Reg* found = nullptr;
  for (int list = static_cast<int>(lua_objlen(L, 3)); list >= 0 && found == nullptr; --list) {
    found = find_in(L, list, name);
    if (found == nullptr)
      continue;
    lua_pushcfunction(L, found->func);
    if (list == 0)
      lua_call(L, 0, 1);
  }
  if (found == nullptr)
    return 0;
  lua_pushvalue(L, 2);
  lua_pushvalue(L, -2);
  lua_rawset(L, 1);
  return 1;
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

void add_opened_members(lua_State* L, const luaL_Reg* openers) {
  lua_getmetatable(L, -1);
  lua_pushlightuserdata(L, const_cast<luaL_Reg*>(openers));
  lua_rawseti(L, -2, 0);
  lua_pop(L, 1);
}

}  // namespace troupe::runtime::lua
