// The `errors` module and the methods of error objects (process.md section 15).
#include "runtime/lua/error_object.hpp"
#include "runtime/lua/lua.hpp"
#include "runtime/lua/stack.hpp"
#include "runtime/lua/standard.hpp"
#include "runtime/lua/userdata.hpp"
#include "runtime/modules/open.hpp"

#include <cstring>

#ifndef TROUPE_SYSTEM_LUAJIT
extern "C" int (*lj_lib_udata_text)(lua_State* L, int argument);
#endif

namespace troupe::runtime::modules {

namespace {

using lua::check_object;
using lua::error_at;
using lua::error_object;

void push(lua_State* L, const std::string& text) {
  lua_pushlstring(L, text.data(), text.size());
}

void set_stack(lua_State* L, error_object& error) {
  luaL_traceback(L, L, nullptr, 1);
  error.what.stack = lua_tostring(L, -1);
  lua_pop(L, 1);
}

// The context and whatever contexts the inner error has.
void wrap(error_object& outer, const error_object* inner, const char* context) noexcept {
  outer.contexts.reserve(std::strlen(context) + 2 + (inner == nullptr ? 0 : inner->contexts.size()));
  outer.contexts = context;
  outer.contexts += ": ";
  if (inner == nullptr)
    return;
  outer.what = inner->what;
  outer.contexts += inner->contexts;
}

int l_kind(lua_State* L) {
  push(L, check_object<error_object>(L, 1).what.kind);
  return 1;
}

int l_message(lua_State* L) {
  push(L, check_object<error_object>(L, 1).what.message);
  return 1;
}

int l_retryable(lua_State* L) {
  const int retryable = check_object<error_object>(L, 1).what.retryable;
  if (retryable < 0)
    lua_pushnil(L);
  else
    lua_pushboolean(L, retryable);
  return 1;
}

int l_details(lua_State* L) {
  lua::push_first(L, check_object<error_object>(L, 1).what.details);
  return 1;
}

int l_stack(lua_State* L) {
  const error_object& error = check_object<error_object>(L, 1);
  push(L, error.contexts);
  push(L, error.what.message);
  lua_pushliteral(L, "\n");
  push(L, error.what.stack);
  lua_concat(L, 4);
  return 1;
}

int l_tostring(lua_State* L) {
  const error_object& error = check_object<error_object>(L, 1);
  push(L, error.contexts);
  push(L, error.what.message);
  lua_concat(L, 2);
  return 1;
}

int l_concat(lua_State* L) {
  lua::push_text(L, 1);
  lua::push_text(L, 2);
  lua_concat(L, 2);
  return 1;
}

// Reads the table form of errors.new into the object on top of the stack.
void read_fields(lua_State* L, int table, error_object& error) {
  lua_getfield(L, table, "message");
  if (lua_type(L, -1) != LUA_TSTRING)
    luaL_error(L, "errors.new: the field \"message\" must be a string, got %s", luaL_typename(L, -1));
  size_t size = 0;
  const char* text = lua_tolstring(L, -1, &size);
  error.what.message.assign(text, size);
  lua_getfield(L, table, "kind");
  if (lua_type(L, -1) == LUA_TSTRING)
    error.what.kind = lua_tostring(L, -1);
  lua_getfield(L, table, "retryable");
  if (lua_type(L, -1) == LUA_TBOOLEAN)
    error.what.retryable = lua_toboolean(L, -1);
  lua_getfield(L, table, "details");
  if (lua_type(L, -1) == LUA_TTABLE) {
    lua_pushnil(L);
    if (lua_next(L, -2) != 0) {  // an empty table reads back as nil
      lua_pop(L, 2);
      error.what.details = lua::encode_range(L, lua_gettop(L), 1);
    }
  }
  lua_pop(L, 4);
}

int l_new(lua_State* L) {
  if (lua_type(L, 1) != LUA_TTABLE)
    luaL_checkstring(L, 1);
  error_object* error = lua::push_error(L);
  if (lua_type(L, 1) == LUA_TTABLE) {
    read_fields(L, 1, *error);
  } else {
    size_t size = 0;
    const char* text = lua_tolstring(L, 1, &size);
    error->what.message.assign(text, size);
  }
  set_stack(L, *error);
  settle(L, *error);
  return 1;
}

int l_wrap(lua_State* L) {
  const error_object* inner = error_at(L, 1);
  if (inner == nullptr)
    luaL_checkstring(L, 1);
  lua::push_text(L, 2);
  const int context = lua_gettop(L);
  error_object* outer = lua::push_error(L);
  wrap(*outer, inner, lua_tostring(L, context));
  if (inner == nullptr) {
    outer->what.message = lua_tostring(L, 1);
    set_stack(L, *outer);
  }
  settle(L, *outer);
  return 1;
}

int l_is(lua_State* L) {
  const error_object* error = error_at(L, 1);
  lua_pushboolean(L, error != nullptr && lua_type(L, 2) == LUA_TSTRING && error->what.kind == lua_tostring(L, 2) ? 1 : 0);
  return 1;
}

// The frames of an error's stack text: each line is "\t<source>:<line>: in <name>".
int l_call_stack(lua_State* L) {
  const error_object* error = error_at(L, 1);
  if (error == nullptr || error->what.stack.empty())
    return 0;
  lua_createtable(L, 0, 2);
  lua_pushliteral(L, "main");
  lua_setfield(L, -2, "thread");
  lua_newtable(L);
  int level = 0;
  for (const char* line = std::strchr(error->what.stack.c_str(), '\n'); line != nullptr; line = std::strchr(line, '\n')) {
    line += std::strspn(line, "\n\t");
    const char* end = line + std::strcspn(line, "\n");
    const auto* in = static_cast<const char*>(memmem(line, static_cast<size_t>(end - line), ": in ", 5));
    if (in == nullptr)
      continue;
    const char* number = in;
    while (number > line && number[-1] >= '0' && number[-1] <= '9')
      --number;
    const bool numbered = number > line && number[-1] == ':' && number < in;
    lua_createtable(L, 0, 5);
    lua_pushnumber(L, level);
    lua_setfield(L, -2, "level");
    lua_pushlstring(L, line, static_cast<size_t>((numbered ? number - 1 : in) - line));
    lua_setfield(L, -2, "source");
    lua_pushnumber(L, numbered ? std::atoi(number) : 0);
    lua_setfield(L, -2, "line");
    lua_pushlstring(L, in + 5, static_cast<size_t>(end - in - 5));
    lua_setfield(L, -2, "name");
    lua_pushstring(L, numbered ? "Lua" : "C");
    lua_setfield(L, -2, "type");
    lua_rawseti(L, -2, ++level);
  }
  lua_setfield(L, -2, "frames");
  return 1;
}

// What patch 2 of LuaJIT asks when a string function gets a userdata: an error object becomes its text.
int text_of_argument(lua_State* L, int argument) {
  if (error_at(L, argument) == nullptr)
    return 0;
  lua::push_text(L, argument);
  lua_replace(L, argument);
  return 1;
}

}  // namespace

void register_errors(lua_State* L) {
#ifndef TROUPE_SYSTEM_LUAJIT
  // One variable of the library for all machines, which other threads read already when the next one is made.
  [[maybe_unused]] static const bool known = (lj_lib_udata_text = text_of_argument, true);
#endif
  static const luaL_Reg methods[] = {{"kind", l_kind},       {"message", l_message}, {"retryable", l_retryable},
                                     {"details", l_details}, {"stack", l_stack},     {nullptr, nullptr}};
  static const luaL_Reg meta[] = {{"__tostring", l_tostring}, {"__concat", l_concat}, {nullptr, nullptr}};
  lua::register_type<error_object>(L, "error", methods, meta);
}

int open_errors(lua_State* L) {
  static const luaL_Reg functions[] = {
    {"new", l_new}, {"wrap", l_wrap}, {"is", l_is}, {"call_stack", l_call_stack}, {nullptr, nullptr}};
  push_members(L, functions);
  static constexpr std::pair<const char*, errc> kinds[] = {
    {"UNKNOWN", errc::unknown},     {"NOT_FOUND", errc::not_found},
    {"ALREADY_EXISTS", errc::already_exists}, {"INVALID", errc::invalid},
    {"PERMISSION_DENIED", errc::permission_denied}, {"UNAVAILABLE", errc::unavailable},
    {"INTERNAL", errc::internal},   {"CANCELED", errc::canceled},
    {"CONFLICT", errc::conflict},   {"TIMEOUT", errc::timeout},
    {"RATE_LIMITED", errc::rate_limited},
  };
  for (const auto& [name, kind] : kinds) {
    const std::string_view text = kind_name(kind);
    lua_pushlstring(L, text.data(), text.size());
    lua_setfield(L, -2, name);
  }
  return 1;
}

}  // namespace troupe::runtime::modules
