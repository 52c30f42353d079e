// `process.cancel`, `terminate`, `monitor`, `link` and their opposites (process.md sections 3 and 6), and `process.registry`.
#include "config/limits.hpp"
#include "runtime/lua/error_object.hpp"
#include "runtime/lua/libraries.hpp"
#include "runtime/lua/vm.hpp"
#include "runtime/modules/answers.hpp"
#include "runtime/modules/open.hpp"

namespace troupe::runtime::modules {

namespace {

using lua::fail;
using lua::vm;

int signal(lua_State* L, signal_kind kind) {
  luaL_checktype(L, 1, LUA_TSTRING);
  if (kind == signal_kind::cancel && !lua_isnoneornil(L, 2) && lua_type(L, 2) != LUA_TSTRING)
    return fail(L, errc::invalid, lua_pushfstring(L, "cancel reason must be a string, got %s", luaL_typename(L, 2)));
  if (lua_type(L, 2) == LUA_TSTRING && lua_objlen(L, 2) > limits::cancel_reason_bytes_max)
    return refuse_long(L, "cancel reason", limits::cancel_reason_bytes_max);
  vm& self = vm::of(L);
  auto& request = self.request<signal_request>();
  request.kind = kind;
  request.destination = lua_tostring(L, 1);
  if (lua_type(L, 2) == LUA_TSTRING)
    request.reason = lua_tostring(L, 2);
  return self.submit_anywhere(L);
}

int l_cancel(lua_State* L) { return signal(L, signal_kind::cancel); }
int l_terminate(lua_State* L) { return signal(L, signal_kind::terminate); }
int l_monitor(lua_State* L) { return signal(L, signal_kind::monitor); }
int l_unmonitor(lua_State* L) { return signal(L, signal_kind::unmonitor); }
int l_link(lua_State* L) { return signal(L, signal_kind::link); }
int l_unlink(lua_State* L) { return signal(L, signal_kind::unlink); }

// ---- process.registry -------------------------------------------------------------------------------------------------

enum scope { local = 0, eventual = 1, consistent = 2, strong = 3 };

// Reads the optional scope; false after it left nil and an error.
bool read_scope(lua_State* L, int index, int& to, int& results) {
  to = local;
  if (lua_isnoneornil(L, index))
    return true;
  if (lua_type(L, index) != LUA_TNUMBER) {
    results = fail(L, errc::invalid, "scope must be a number");
    return false;
  }
  to = static_cast<int>(lua_tonumber(L, index));
  if (to == local)
    return true;
  results = fail(L, errc::internal, to == eventual ? "eventual registry not available" : "global registry not available");
  return false;
}

int l_register(lua_State* L) {
  luaL_checktype(L, 1, LUA_TSTRING);
  if (!lua_isnoneornil(L, 2) && lua_type(L, 2) != LUA_TSTRING)
    return fail(L, errc::invalid, "pid must be a string");
  int scope = local;
  int results = 0;
  if (!read_scope(L, 3, scope, results))
    return results;
  if (lua_objlen(L, 1) > limits::process_name_bytes_max)
    return refuse_long(L, "name", limits::process_name_bytes_max);
  vm& self = vm::of(L);
  auto& request = self.request<name_request>();
  request.what = name_request::action::add;
  request.name = lua_tostring(L, 1);
  if (lua_type(L, 2) == LUA_TSTRING)
    request.pid = lua_tostring(L, 2);
  self.submit_now();
  return self.push_reply(L);
}

int l_lookup(lua_State* L) {
  luaL_checktype(L, 1, LUA_TSTRING);
  vm& self = vm::of(L);
  auto& request = self.request<name_request>();
  request.what = name_request::action::find;
  request.name = lua_tostring(L, 1);
  self.submit_now();
  return self.push_reply(L);
}

int l_unregister(lua_State* L) {
  luaL_checktype(L, 1, LUA_TSTRING);
  int scope = local;
  int results = 0;
  if (!read_scope(L, 2, scope, results))
    return results;
  vm& self = vm::of(L);
  auto& request = self.request<name_request>();
  request.what = name_request::action::remove;
  request.name = lua_tostring(L, 1);
  self.submit_now();
  return self.push_reply(L);
}

}  // namespace

void add_process_control(lua_State* L) {
  static const luaL_Reg functions[] = {{"cancel", l_cancel},       {"terminate", l_terminate}, {"monitor", l_monitor},
                                       {"unmonitor", l_unmonitor}, {"link", l_link},           {"unlink", l_unlink},
                                       {nullptr, nullptr}};
  add_members(L, functions);
}

int open_process_names(lua_State* L) {
  static const luaL_Reg functions[] = {
    {"register", l_register}, {"lookup", l_lookup}, {"unregister", l_unregister}, {nullptr, nullptr}};
  push_members(L, functions);
  static constexpr std::pair<const char*, int> scopes[] = {
    {"LOCAL", local}, {"EVENTUAL", eventual}, {"CONSISTENT", consistent}, {"STRONG", strong}};
  for (const auto& [name, number] : scopes) {
    lua_pushnumber(L, number);
    lua_setfield(L, -2, name);
  }
  lua::freeze(L);
  return 1;
}

}  // namespace troupe::runtime::modules
