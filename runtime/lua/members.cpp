#include "runtime/lua/members.hpp"

#include "runtime/lua/base.hpp"
#include "runtime/lua/border.hpp"

#include <cstring>

namespace troupe::runtime::lua {

namespace {

const luaL_Reg* find_in(const luaL_Reg* list, const char* name) noexcept {
  for (; list != nullptr && list->name != nullptr; ++list)
    if (std::strcmp(list->name, name) == 0)
      return list;
  return nullptr;
}

const luaL_Reg* list_at(lua_State* L, int metatable, int number) {
  lua_rawgeti(L, metatable, number);
  const auto* list = static_cast<const luaL_Reg*>(lua_touserdata(L, -1));
  lua_pop(L, 1);
  return list;
}

// The metatable holds the lists as light userdata: of functions from 1 up, of openers at 0, where a later one goes before an earlier one.
// What was made stays in the table in slot 1, which is frozen if it is a library's: nobody sees a difference.
void make_member(lua_State* L, const luaL_Reg& which, bool opened) {
  lua_pushstring(L, which.name);
  lua_pushcfunction(L, which.func);
  if (opened)
    lua_call(L, 0, 1);
  border::set_in_frozen(L, 1);
}

// (table, name)
int l_find_member(lua_State* L) {
  if (lua_type(L, 2) != LUA_TSTRING || lua_getmetatable(L, 1) == 0)
    return 0;
  const char* name = lua_tostring(L, 2);
  for (int number = static_cast<int>(lua_objlen(L, 3)); number >= 0; --number)
    if (const luaL_Reg* found = find_in(list_at(L, 3, number), name)) {
      make_member(L, *found, number == 0);
      lua_pushvalue(L, 2);
      lua_rawget(L, 1);
      return 1;
    }
  return 0;
}

// What `pairs` asks for a library's table: makes what was not asked for yet, and answers as `pairs` does.
int l_make_all_members(lua_State* L) {
  lua_settop(L, 1);
  if (lua_getmetatable(L, 1) != 0) {
    for (int number = static_cast<int>(lua_objlen(L, 2)); number >= 0; --number)
      for (const luaL_Reg* each = list_at(L, 2, number); each != nullptr && each->name != nullptr; ++each) {
        lua_getfield(L, 1, each->name);  // by way of the above
        lua_pop(L, 1);
      }
    lua_pushnil(L);
    lua_setfield(L, 2, "__pairs");
    lua_settop(L, 1);
  }
  push_base(L, "next");
  lua_insert(L, 1);
  lua_pushnil(L);
  return 3;
}

// The upvalue is the list. The member is found here rather than by the table that is made: one frame more would make the stack of a
// process grow that never needs the room again.
int l_first_method(lua_State* L) {
  lua_settop(L, 2);
  if (lua_getmetatable(L, 1) == 0)
    return 0;
  const auto* list = static_cast<const luaL_Reg*>(lua_touserdata(L, lua_upvalueindex(1)));
  push_members(L, list);
  lua_pushvalue(L, -1);
  lua_setfield(L, 3, "__index");
  const luaL_Reg* found = lua_type(L, 2) == LUA_TSTRING ? find_in(list, lua_tostring(L, 2)) : nullptr;
  if (found == nullptr)
    return 0;
  lua_pushvalue(L, 2);
  lua_pushcfunction(L, found->func);
  lua_pushvalue(L, -1);
  lua_insert(L, 5);
  lua_rawset(L, 4);
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

void show_to_pairs(lua_State* L) {
  lua_pushcfunction(L, l_make_all_members);
  lua_setfield(L, -2, "__pairs");
}

void push_methods(lua_State* L, const luaL_Reg* functions) {
  lua_pushlightuserdata(L, const_cast<luaL_Reg*>(functions));
  lua_pushcclosure(L, l_first_method, 1);
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
