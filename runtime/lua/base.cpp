#include "runtime/lua/base.hpp"

#include "runtime/lua/lua.hpp"
#include "runtime/lua/prelude.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <iterator>

namespace troupe::runtime::lua {

namespace {

constexpr const char* functions[] = {
  "assert", "error", "getmetatable", "ipairs", "next", "pairs", "pcall", "rawequal", "rawget", "rawset", "select", "setmetatable",
  "tonumber", "tostring", "type", "unpack", "xpcall",
};

// What the acceptance tests vary: TROUPE_GC=stress collects as often as it can.
void apply_test_modes(lua_State* L) {
  static const char* const gc = std::getenv("TROUPE_GC");
  if (gc != nullptr && std::strcmp(gc, "stress") == 0) {
    lua_gc(L, LUA_GCSETPAUSE, 0);
    lua_gc(L, LUA_GCSETSTEPMUL, 1'000'000);
  }
}

#ifdef TROUPE_SYSTEM_LUAJIT
// A packaged library makes them all at once: they wait in a table of the registry.
char functions_key;

void push_functions(lua_State* L) {
  lua_pushlightuserdata(L, &functions_key);
  lua_rawget(L, LUA_REGISTRYINDEX);
}

bool push_function(lua_State* L, const char* name) {
  push_functions(L);
  lua_getfield(L, -1, name);
  lua_remove(L, -2);
  return true;
}
#else
bool push_function(lua_State* L, const char* name) {
  return luaJIT_pushbase(L, name) != 0;
}
#endif

// The libraries register themselves there, for a `require` that is not ours.
void forget_loaded(lua_State* L) {
  lua_pushnil(L);
  lua_setfield(L, LUA_REGISTRYINDEX, "_LOADED");
}

}  // namespace

void open_base(lua_State* L) {
#ifdef TROUPE_SYSTEM_LUAJIT
  lua_pushcfunction(L, luaopen_base);
  lua_call(L, 0, 0);
  luaJIT_setmode(L, 0, LUAJIT_MODE_ENGINE | LUAJIT_MODE_OFF);
  lua_pushlightuserdata(L, &functions_key);
  lua_newtable(L);
  lua_pushnil(L);
  while (lua_next(L, LUA_GLOBALSINDEX) != 0) {
    lua_pushvalue(L, -2);
    lua_insert(L, -2);
    lua_rawset(L, -4);
  }
  lua_rawset(L, LUA_REGISTRYINDEX);
  push_functions(L);
  lua_pushnil(L);
  while (lua_next(L, -2) != 0) {
    lua_pop(L, 1);
    lua_pushvalue(L, -1);
    lua_pushnil(L);
    lua_rawset(L, LUA_GLOBALSINDEX);
  }
  lua_pop(L, 1);
  forget_loaded(L);
#endif
  apply_test_modes(L);
}

bool push_base(lua_State* L, std::string_view name) {
  if (name == "_G") {
    lua_pushvalue(L, LUA_GLOBALSINDEX);
    return true;
  }
  if (name == "_VERSION") {
    lua_pushliteral(L, "Lua 5.1");
    return true;
  }
  const auto* known = std::lower_bound(std::begin(functions), std::end(functions), name);
  if (known == std::end(functions) || name != *known || !push_function(L, *known))
    return false;
  if (name == "xpcall")
    replace_xpcall(L);
  return true;
}

void push_coroutine_functions(lua_State* L) {
#ifdef TROUPE_SYSTEM_LUAJIT
  push_function(L, "coroutine");
#else
  lua_pushcfunction(L, luaopen_coroutine);
  lua_call(L, 0, 1);
  lua_pushnil(L);
  lua_setglobal(L, "coroutine");
  forget_loaded(L);
#endif
}

void add_whole_base(lua_State* L) {
  const auto add = [L](const char* name) {
    if (push_base(L, name))
      lua_setfield(L, -2, name);
  };
  std::for_each(std::begin(functions), std::end(functions), add);
  add("_G");
  add("_VERSION");
}

}  // namespace troupe::runtime::lua
