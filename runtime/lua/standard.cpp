#include "runtime/lua/standard.hpp"

#include "runtime/lua/base.hpp"
#include "runtime/lua/libraries.hpp"
#include "runtime/lua/lua.hpp"
#include "runtime/lua/plain_data.hpp"
#include "runtime/lua/prelude.hpp"
#include "runtime/lua/type_value.hpp"
#include "runtime/lua/vm.hpp"

#include <fmt/format.h>


#include <algorithm>
#include <cmath>
#include <cstring>

namespace troupe::runtime::lua {

namespace {

void drop(lua_State* L, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    lua_pushnil(L);
    lua_setfield(L, -2, name);
  }
}

void add(lua_State* L, const luaL_Reg* functions) {
  for (; functions->name != nullptr; ++functions) {
    lua_pushcfunction(L, functions->func);
    lua_setfield(L, -2, functions->name);
  }
}

// ---- string -----------------------------------------------------------------------------------------------------------

// The first method call on a string opens the library, which then is the metatable's index itself.
int l_open_string_methods(lua_State* L) {
  lua_getglobal(L, "string");
  lua_pushvalue(L, 2);
  lua_gettable(L, -2);
  return 1;
}

void push_string(lua_State* L) {
  lua_pushcfunction(L, luaopen_string);
  lua_call(L, 0, 1);
  drop(L, {"dump", "gfind"});
  push_preemptible_gsub(L, lua_gettop(L));
  lua_setfield(L, -2, "gsub");
  lua_pushliteral(L, "");
  lua_getmetatable(L, -1);
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  lua_pop(L, 2);
}

// ---- table ------------------------------------------------------------------------------------------------------------

int l_create(lua_State* L) {
  lua_createtable(L, luaL_optint(L, 1, 0), luaL_optint(L, 2, 0));
  return 1;
}

int l_isfrozen(lua_State* L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_pushboolean(L, lua_isfrozen(L, 1));
  return 1;
}

int l_freeze(lua_State* L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 1);
  if (lua_freeze(L, 1) == 0)
    return luaL_error(L, "table.freeze is not available in this build: it needs troupe's own LuaJIT, on x86-64");
  return 1;
}

void push_table(lua_State* L) {
  lua_pushcfunction(L, luaopen_table);
  lua_call(L, 0, 1);
  drop(L, {"foreach", "foreachi", "move", "pack"});
  push_preemptible_sort(L);
  lua_setfield(L, -2, "sort");
  static const luaL_Reg more[] = {{"create", l_create}, {"freeze", l_freeze}, {"isfrozen", l_isfrozen}, {nullptr, nullptr}};
  add(L, more);
  push_base(L, "unpack");
  lua_setfield(L, -2, "unpack");
}

// ---- math -------------------------------------------------------------------------------------------------------------

bool integral(lua_Number n) {
  return std::isfinite(n) && n == std::floor(n);
}

int l_math_type(lua_State* L) {
  if (lua_type(L, 1) != LUA_TNUMBER) {
    luaL_checkany(L, 1);
    lua_pushnil(L);
  } else {
    lua_pushstring(L, integral(lua_tonumber(L, 1)) ? "integer" : "float");
  }
  return 1;
}

int l_tointeger(lua_State* L) {
  if (lua_isnumber(L, 1) != 0 && integral(lua_tonumber(L, 1)))
    lua_pushnumber(L, lua_tonumber(L, 1));
  else
    lua_pushnil(L);
  return 1;
}

int l_ult(lua_State* L) {
  const auto a = static_cast<uint64_t>(static_cast<int64_t>(luaL_checknumber(L, 1)));
  const auto b = static_cast<uint64_t>(static_cast<int64_t>(luaL_checknumber(L, 2)));
  lua_pushboolean(L, a < b ? 1 : 0);
  return 1;
}

int l_nothing(lua_State*) { return 0; }

void push_math(lua_State* L) {
  lua_pushcfunction(L, luaopen_math);
  lua_call(L, 0, 1);
  static const luaL_Reg more[] = {{"type", l_math_type}, {"tointeger", l_tointeger}, {"ult", l_ult}, {nullptr, nullptr}};
  add(L, more);
  lua_pushnumber(L, 9007199254740992.0 * 1024);  // 2^63: what a double can say of the largest integer
  lua_setfield(L, -2, "maxinteger");
  lua_pushnumber(L, -9007199254740992.0 * 1024);
  lua_setfield(L, -2, "mininteger");
  // Every process gets a seed of its own, from the system's source; a program's own call then has no effect (spec part 2).
  lua_getfield(L, -1, "randomseed");
  lua_pushnumber(L, vm::of(L).random_seed());
  lua_call(L, 1, 0);
  lua_pushcfunction(L, l_nothing);
  lua_setfield(L, -2, "randomseed");
  replace_random(L, lua_gettop(L));
  replace_log(L, lua_gettop(L));
}

// ---- coroutine --------------------------------------------------------------------------------------------------------

int l_spawn(lua_State* L) {
  luaL_checktype(L, 1, LUA_TFUNCTION);
  vm& self = vm::of(L);
  lua_pushvalue(L, 1);
  task& made = self.tasks().add(L);
  self.tasks().enqueue(made);
  lua_pushthread(made.thread);
  lua_xmove(made.thread, L, 1);
  task* current = self.running(L);
  if (current == nullptr)
    return 1;
  // The new one runs to its first blocking point before the caller goes on, after those already queued. The thread, the call's
  // result, waits on the caller's stack meanwhile.
  current->pushed = 1;
  self.tasks().enqueue(*current);
  return lua_yield(L, 1);
}

void push_coroutine(lua_State* L) {
  push_coroutine_functions(L);
  drop(L, {"isyieldable"});
  replace_resume(L, lua_gettop(L));
  static const luaL_Reg more[] = {{"spawn", l_spawn}, {nullptr, nullptr}};
  add(L, more);
}

// ---- package ----------------------------------------------------------------------------------------------------------

int l_loadlib(lua_State* L) {
  return luaL_error(L, "package.loadlib is not available: list built-in modules under `modules`, libraries under `imports`");
}

void push_package(lua_State* L) {
  lua_createtable(L, 0, 3);
  lua_pushliteral(L, "");
  lua_setfield(L, -2, "path");
  lua_pushliteral(L, "");
  lua_setfield(L, -2, "cpath");
  lua_pushcfunction(L, l_loadlib);
  lua_setfield(L, -2, "loadlib");
}

struct standard_library {
  const char* name;
  void (*push)(lua_State*);
};

constexpr standard_library libraries[] = {
  {"string", push_string}, {"table", push_table}, {"math", push_math}, {"coroutine", push_coroutine}, {"package", push_package},
};

document located_fields(lua_State* L, int fields_index) {
  document fields{document::map{}};
  const std::string pid = vm::of(L).self().text();
  fields.set("pid", document{pid});
  lua_Debug where;
  for (int level = 1; lua_getstack(L, level, &where) != 0; ++level)
    if (lua_getinfo(L, "Sl", &where) != 0 && *where.what != 'C') {
      fields.set("location", document{fmt::format("{}:{}", where.source + 1, where.currentline)});
      break;
    }
  if (fields_index != 0) {
    const document extra = document_at(L, fields_index);
    if (const document::map* members = extra.as_map())
      for (const auto& [key, member] : *members)
        fields.set(key, member);
  }
  return fields;
}

}  // namespace

void guard_string_methods(lua_State* L) {
  lua_pushliteral(L, "");
  lua_createtable(L, 0, 2);
  lua_pushcfunction(L, l_open_string_methods);
  lua_setfield(L, -2, "__index");
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  lua_setmetatable(L, -2);
  lua_pop(L, 1);
}

bool is_standard(std::string_view name) noexcept {
  return std::any_of(std::begin(standard_names), std::end(standard_names), [&](const char* each) { return name == each; });
}

bool is_always_there(std::string_view name) noexcept {
  constexpr std::string_view globals[] = {"_G", "_VERSION", "any", "assert", "boolean", "error", "getmetatable", "integer", "ipairs", "never",
                                          "next", "number", "pairs", "pcall", "print", "rawequal", "rawget", "rawset", "require", "select",
                                          "setmetatable", "tonumber", "tostring", "type", "unknown", "unpack", "xpcall"};
  return is_standard(name) || std::find(std::begin(globals), std::end(globals), name) != std::end(globals);
}

bool push_standard(lua_State* L, std::string_view name) {
  for (const standard_library& each : libraries)
    if (name == each.name) {
      each.push(L);
      freeze(L);
      if (name == "string")
        make_string_callable(L);
      if (lua_isfrozen(L, LUA_GLOBALSINDEX) == 0) {
        lua_pushvalue(L, -1);
        lua_setglobal(L, each.name);
      }
      return true;
    }
  return false;
}

void push_text(lua_State* L, int index) {
  if (luaL_callmeta(L, index, "__tostring") != 0) {
    if (lua_type(L, -1) != LUA_TSTRING)
      luaL_error(L, "'__tostring' must return a string");
    return;
  }
  switch (lua_type(L, index)) {
    case LUA_TNUMBER:
    case LUA_TSTRING:
      lua_pushvalue(L, index);
      lua_tolstring(L, -1, nullptr);
      break;
    case LUA_TBOOLEAN: lua_pushstring(L, lua_toboolean(L, index) != 0 ? "true" : "false"); break;
    case LUA_TNONE:
    case LUA_TNIL: lua_pushliteral(L, "nil"); break;
    default: lua_pushfstring(L, "%s: %p", luaL_typename(L, index), lua_topointer(L, index));
  }
}

void log_from(lua_State* L, log::level severity, std::string_view logger, const char* message, int fields_index) {
  if (!log::enabled(severity))
    return;
  vm::of(L).world().write_log(severity, logger, message, located_fields(L, fields_index));
}

}  // namespace troupe::runtime::lua
