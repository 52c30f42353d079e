// The `events` module: the application's event bus (process.md section 18).
//
// A subscription listens to a topic that no program can send to; the mailbox does the rest.
#include "config/limits.hpp"
#include "runtime/lua/error_object.hpp"
#include "runtime/lua/plain_data.hpp"
#include "runtime/lua/userdata.hpp"
#include "runtime/lua/vm.hpp"
#include "runtime/modules/answers.hpp"
#include "runtime/modules/arguments.hpp"
#include "runtime/modules/open.hpp"

#include <cstdio>

namespace troupe::runtime::modules {

namespace {

using action = event_request::action;
using lua::vm;

// Its channel stands in the userdata's environment at 1.
struct subscription {
  ticket number = 0;
  bool closed = false;
};

void push_channel_of(lua_State* L, int index) {
  lua_getfenv(L, index);
  lua_rawgeti(L, -1, 1);
  lua_remove(L, -2);
}

// An optional string; false if the value is something else.
bool optional_text(lua_State* L, int index, std::string_view& into) {
  if (lua_isnoneornil(L, index))
    return true;
  if (!is_string(L, index))
    return false;
  into = string_at(L, index);
  return true;
}

bool too_long(std::string_view text) noexcept {
  return text.size() > limits::event_text_bytes_max;
}

// Fills the request that the machine keeps; nothing here raises.
event_request& fill(vm& self, action what, std::string_view system, std::string_view kind, std::string_view path) {
  auto& request = self.request<event_request>();
  request.what = what;
  request.system = system;
  request.kind = kind;
  request.path = path;
  return request;
}

int l_subscribe(lua_State* L) {
  const std::string_view system = check_string(L, 1);
  std::string_view kind;
  if (!optional_text(L, 2, kind))
    luaL_checktype(L, 2, LUA_TSTRING);
  if (system.empty())
    return lua::fail(L, errc::invalid, "system pattern is required");
  if (too_long(system) || too_long(kind))
    return refuse_long(L, "event pattern", limits::event_text_bytes_max);
  lua_settop(L, 2);
  vm& self = vm::of(L);
  const ticket number = self.next_ticket();
  char topic[40];
  const int size = std::snprintf(topic, sizeof topic, "@events:%llu", static_cast<unsigned long long>(number));
  lua::push_object<subscription>(L)->number = number;
  lua_createtable(L, 1, 0);
  const size_t patterns = system.size() + kind.size();  // of which the bus keeps a copy
  self.push_listener(L, {topic, static_cast<size_t>(size)}, false, patterns);  // before the first event
  lua_pushvalue(L, -1);
  lua_rawseti(L, -3, 1);
  lua_insert(L, -2);
  lua_setfenv(L, 3);
  event_request& request = fill(self, action::subscribe, system, kind, {});
  request.subscription = number;
  request.topic.assign(topic, static_cast<size_t>(size));
  if (self.submit_now().how == reply::state::failed) {
    self.unlisten(L, *lua::channel_at(L, 4));
    return self.push_reply(L);
  }
  lua_settop(L, 3);
  lua_pushnil(L);
  return 2;
}

int l_send(lua_State* L) {
  const std::string_view system = check_string(L, 1);
  const std::string_view kind = check_string(L, 2);
  const std::string_view path = check_string(L, 3);
  const char* missing = system.empty() ? "system is required" : kind.empty() ? "kind is required" : path.empty() ? "path is required" : nullptr;
  if (missing != nullptr)
    return lua::fail(L, errc::invalid, missing);
  if (const char* long_one = too_long(system) ? "system" : too_long(kind) ? "kind" : too_long(path) ? "path" : nullptr)
    return refuse_long(L, long_one, limits::event_text_bytes_max);
  vm& self = vm::of(L);
  event_request& request = fill(self, action::send, system, kind, path);
  if (!lua_isnoneornil(L, 4))
    if (const char* problem = lua::module_data_at(L, 4, request.data))
      return lua::fail(L, errc::invalid, lua_pushfstring(L, "data must be plain: %s", problem));
  if (self.submit_now().how == reply::state::failed)
    return self.push_reply(L);
  return done(L);
}

int l_channel(lua_State* L) {
  lua::check_object<subscription>(L, 1);
  push_channel_of(L, 1);
  return 1;
}

int l_close(lua_State* L) {
  subscription& own = lua::check_object<subscription>(L, 1);
  if (!own.closed) {
    own.closed = true;
    vm& self = vm::of(L);
    fill(self, action::unsubscribe, {}, {}, {}).subscription = own.number;
    self.submit_now();
    push_channel_of(L, 1);
    self.unlisten(L, *lua::channel_at(L, -1));
  }
  lua_pushboolean(L, 1);
  return 1;
}

}  // namespace

int open_events_bus(lua_State* L) {
  static const luaL_Reg functions[] = {{"subscribe", l_subscribe}, {"send", l_send}, {nullptr, nullptr}};
  static const luaL_Reg methods[] = {{"channel", l_channel}, {"close", l_close}, {nullptr, nullptr}};
  lua::register_channel_types(L);
  lua::register_type<subscription>(L, "Subscription", methods);
  push_members(L, functions);
  return 1;
}

}  // namespace troupe::runtime::modules
