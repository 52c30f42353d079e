#include "runtime/lua/compiler_budget.hpp"

#include "config/limits.hpp"
#include "runtime/lua/lua.hpp"

#include <atomic>
#include <cstdlib>
#include <cstring>

namespace troupe::runtime::lua::compiler_budget {

namespace {

std::atomic<int> compiling{0};

bool allowed() noexcept {
#ifdef TROUPE_SYSTEM_LUAJIT
  return false;
#else
  static const bool on = [] {
    const char* mode = std::getenv("TROUPE_JIT");  // what the acceptance tests vary
    return mode == nullptr || std::strcmp(mode, "off") != 0;
  }();
  return on;
#endif
}

}  // namespace

bool take(claim why) noexcept {
  if (!allowed())
    return false;
  const int places = why == claim::busy ? limits::compiling_machines_max / 2 : limits::compiling_machines_max;
  if (compiling.fetch_add(1, std::memory_order_relaxed) < places)
    return true;
  give_back();
  return false;
}

void give_back() noexcept {
  compiling.fetch_sub(1, std::memory_order_relaxed);
}

int turn_on(lua_State* L) {
  // luaopen_jit sets a global, which may be the program's own by now.
  lua_pushliteral(L, "jit");
  lua_pushliteral(L, "jit");
  lua_rawget(L, LUA_GLOBALSINDEX);  // name, the program's value
  lua_pushliteral(L, "jit");
  lua_pushnil(L);
  lua_rawset(L, LUA_GLOBALSINDEX);
  lua_pushcfunction(L, luaopen_jit);
  lua_call(L, 0, 0);
  lua_rawset(L, LUA_GLOBALSINDEX);
  lua_pushnil(L);
  lua_setfield(L, LUA_REGISTRYINDEX, "_LOADED");
  return 0;
}

}  // namespace troupe::runtime::lua::compiler_budget
