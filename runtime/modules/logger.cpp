// The `logger` module: a logger object (lua-language.md part 2).
#include "runtime/heap_bytes.hpp"
#include "runtime/lua/error_object.hpp"
#include "runtime/lua/libraries.hpp"
#include "runtime/lua/stack.hpp"
#include "runtime/lua/standard.hpp"
#include "runtime/lua/userdata.hpp"
#include "runtime/lua/vm.hpp"
#include "runtime/modules/open.hpp"

namespace troupe::runtime::modules {

namespace {

struct logger_object {
  std::string name;
  lua::outside_memory held;
};

// Copies what has a text as its key from the table at `from`, which may be nil.
void copy_fields(lua_State* L, int from, int to) {
  if (!lua_istable(L, from))
    return;
  lua_pushnil(L);
  while (lua_next(L, from) != 0) {
    if (lua_type(L, -2) == LUA_TSTRING) {
      lua_pushvalue(L, -2);
      lua_insert(L, -2);
      lua_rawset(L, to);
    } else {
      lua_pop(L, 1);
    }
  }
}

// Fields given by `with` stand in the logger's environment; slot 3 becomes one table of those and the call's own.
int write(lua_State* L, log::level severity) {
  const logger_object& self = lua::check_object<logger_object>(L, 1);
  lua_settop(L, 3);
  luaL_checkstring(L, 2);
  if (!lua_isnil(L, 3))
    luaL_checktype(L, 3, LUA_TTABLE);
  if (!log::enabled(severity))
    return 0;
  lua_newtable(L);
  const int fields = 4;
  lua_getfenv(L, 1);
  copy_fields(L, 5, fields);
  copy_fields(L, 3, fields);
  // The platform takes the error out of the passed table.
  if (severity == log::level::error && lua_istable(L, 3) && lua_isfrozen(L, 3) == 0) {
    lua_pushnil(L);
    lua_setfield(L, 3, "error");
  }
  lua::log_from(L, severity, self.name, lua_tostring(L, 2), fields);
  return 0;
}

int l_debug(lua_State* L) { return write(L, log::level::debug); }
int l_info(lua_State* L) { return write(L, log::level::info); }
int l_warn(lua_State* L) { return write(L, log::level::warn); }
int l_error(lua_State* L) { return write(L, log::level::error); }

// Pushes a copy of the logger in slot 1 with the same fields.
logger_object& push_copy(lua_State* L) {
  const logger_object& from = lua::check_object<logger_object>(L, 1);
  auto* made = lua::push_object<logger_object>(L);
  made->name = from.name;
  made->held.settle(L, heap_bytes(made->name));
  lua_newtable(L);
  const int fields = lua_gettop(L);
  lua_getfenv(L, 1);
  copy_fields(L, fields + 1, fields);
  lua_pop(L, 1);
  lua_setfenv(L, -2);
  return *made;
}

int l_with(lua_State* L) {
  luaL_checktype(L, 2, LUA_TTABLE);
  push_copy(L);
  lua_getfenv(L, -1);
  copy_fields(L, 2, lua_gettop(L));
  lua_pop(L, 1);
  return 1;
}

int l_named(lua_State* L) {
  luaL_checktype(L, 2, LUA_TSTRING);
  if (lua_objlen(L, 2) == 0)
    return luaL_argerror(L, 2, "name cannot be empty");
  logger_object& made = push_copy(L);
  made.name += made.name.empty() ? "" : ".";
  made.name += lua_tostring(L, 2);
  made.held.settle(L, heap_bytes(made.name));
  return 1;
}

}  // namespace

int open_logger(lua_State* L) {
  static const luaL_Reg methods[] = {{"debug", l_debug}, {"info", l_info}, {"warn", l_warn},     {"error", l_error},
                                     {"with", l_with},   {"named", l_named}, {nullptr, nullptr}};
  lua::register_type<logger_object>(L, "Logger", methods);
  lua::push_object<logger_object>(L);
  lua_newtable(L);
  lua_setfenv(L, -2);
  return 1;
}

}  // namespace troupe::runtime::modules
