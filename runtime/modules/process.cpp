// The `process` module: identity, messages, mailbox channels, options (process.md sections 3, 4, 7).
#include "config/limits.hpp"
#include "runtime/lua/error_object.hpp"
#include "runtime/lua/libraries.hpp"
#include "runtime/lua/stack.hpp"
#include "runtime/lua/userdata.hpp"
#include "runtime/lua/vm.hpp"
#include "runtime/modules/answers.hpp"
#include "runtime/modules/open.hpp"

#include <cstring>

namespace troupe::runtime::modules {

namespace {

using lua::fail;
using lua::vm;

int l_id(lua_State* L) {
  const std::string& id = vm::of(L).world().entry_text();
  lua_pushlstring(L, id.data(), id.size());
  return 1;
}

// The PID's text is made once a life: programs ask for it with every message they send.
int l_pid(lua_State* L) {
  lua_pushvalue(L, lua_upvalueindex(1));
  const process_id self = vm::of(L).self();
  lua_rawgeti(L, -1, 1);
  if (lua_tonumber(L, -1) == static_cast<lua_Number>(self.number)) {
    lua_rawgeti(L, -2, 2);
    return 1;
  }
  lua_settop(L, 0);
  if ((self.number & process_id::written_bit) != 0) {
    lua_pushlstring(L, self.host->data(), self.host->size());
  } else {
    char digits[24];
    std::snprintf(digits, sizeof digits, "|0x%05llx}", static_cast<unsigned long long>(self.number));
    lua_pushfstring(L, "{%s%s", self.host->c_str(), digits);
  }
  lua_pushnumber(L, static_cast<lua_Number>(self.number));
  lua_rawseti(L, lua_upvalueindex(1), 1);
  lua_pushvalue(L, -1);
  lua_rawseti(L, lua_upvalueindex(1), 2);
  return 1;
}

int l_send(lua_State* L) {
  std::string_view to;
  std::string_view topic;
  if (!lua::border::text(L, 1, to))
    luaL_checktype(L, 1, LUA_TSTRING);
  if (!lua::border::text(L, 2, topic))
    luaL_checktype(L, 2, LUA_TSTRING);
  if (topic.starts_with('@'))
    return fail(L, errc::invalid, "cannot send to @ topics");
  if (topic.size() > limits::topic_bytes_max)
    return refuse_long(L, "topic", limits::topic_bytes_max);
  vm& self = vm::of(L);
  self.scratch_value() = lua::encode_range(L, 3, lua_gettop(L) - 2);
  switch (self.send(to, topic)) {
    case sent::yes: return done(L);
    case sent::no: return self.push_reply(L);
    case sent::ask: break;
  }
  self.request<post_request>() = {std::string{to}, std::string{topic}, std::move(self.scratch_value())};
  return self.submit_anywhere(L);
}

int l_inbox(lua_State* L) {
  vm::of(L).push_inbox(L);
  return 1;
}

int l_events(lua_State* L) {
  vm::of(L).push_events(L);
  return 1;
}

int l_listen(lua_State* L) {
  luaL_checktype(L, 1, LUA_TSTRING);
  size_t size = 0;
  const char* topic = lua_tolstring(L, 1, &size);
  if (size == 0)
    return fail(L, errc::invalid, "topic cannot be empty");
  if (*topic == '@')
    return fail(L, errc::invalid, "cannot listen to @ topics");
  if (size > limits::topic_bytes_max)
    return refuse_long(L, "topic", limits::topic_bytes_max);
  bool messages = false;
  if (lua_istable(L, 2)) {
    lua_getfield(L, 2, "message");
    messages = lua_toboolean(L, -1) != 0;
    lua_pop(L, 1);
  }
  vm::of(L).push_listener(L, {topic, size}, messages);
  return 1;
}

int l_unlisten(lua_State* L) {
  lua::channel& ch = lua::check_object<lua::channel>(L, 1);
  if (!vm::of(L).unlisten(L, ch)) {
    fail(L, errc::not_found, "the channel listens to no topic");
    lua_pushboolean(L, 0);
    lua_replace(L, -3);
    return 2;
  }
  lua_pushboolean(L, 1);
  return 1;
}

int l_get_options(lua_State* L) {
  const vm::options& options = vm::of(L).life_options;
  lua_createtable(L, 0, 2);
  lua_pushboolean(L, options.trap_links ? 1 : 0);
  lua_setfield(L, -2, "trap_links");
  lua_pushboolean(L, options.upgradable ? 1 : 0);
  lua_setfield(L, -2, "upgradable");
  return 1;
}

int refuse_option(lua_State* L, const char* why) {
  fail(L, errc::invalid, why);
  lua_pushboolean(L, 0);
  lua_replace(L, -3);
  return 2;
}

// Valid keys of a table apply even where another key is refused.
int l_set_options(lua_State* L) {
  if (!lua_istable(L, 1))
    return refuse_option(L, "options parameter must be a table");
  lua_settop(L, 1);
  vm::options& options = vm::of(L).life_options;
  lua_pushliteral(L, "");  // slot 2: what to complain about
  lua_pushnil(L);
  while (lua_next(L, 1) != 0) {
    bool* field = nullptr;
    const char* name = lua_type(L, 3) == LUA_TSTRING ? lua_tostring(L, 3) : "";
    if (std::strcmp(name, "trap_links") == 0)
      field = &options.trap_links;
    else if (std::strcmp(name, "upgradable") == 0)
      field = &options.upgradable;
    if (field == nullptr) {
      lua_pushfstring(L, "option %s is not supported", *name == '\0' ? luaL_typename(L, 3) : name);
      lua_replace(L, 2);
    } else if (!lua_isboolean(L, 4)) {
      lua_pushfstring(L, "%s must be a boolean", name);
      lua_replace(L, 2);
    } else {
      *field = lua_toboolean(L, 4) != 0;
    }
    lua_settop(L, 3);
  }
  vm::of(L).world().want_outdated(options.upgradable);
  if (*lua_tostring(L, 2) != '\0')
    return refuse_option(L, lua_tostring(L, 2));
  return done(L);
}

int l_upgrade(lua_State* L) {
  vm& self = vm::of(L);
  self.check_may_block(L);
  if (!self.world().may_upgrade())
    return fail(L, errc::invalid, "process.upgrade is not available inside functions");
  size_t size = 0;
  const char* entry = luaL_optlstring(L, 1, "", &size);
  const int n = lua_gettop(L);
  self.scratch_value() = lua::encode_range(L, 2, n > 1 ? n - 1 : 0);
  self.upgrade.emplace(vm::upgrade_wish{std::string{entry, size}, std::move(self.scratch_value())});
  self.stop_for_upgrade();
  return lua_yield(L, 0);
}

// Globals `subscribe(topic, ch)` and `unsubscribe(ch)` (process.md section 4, P3).
int l_subscribe(lua_State* L) {
  luaL_checktype(L, 1, LUA_TSTRING);
  lua::check_object<lua::channel>(L, 2);
  size_t size = 0;
  const char* topic = lua_tolstring(L, 1, &size);
  if (*topic == '@' || size == 0)
    return fail(L, errc::invalid, size == 0 ? "topic cannot be empty" : "cannot listen to @ topics");
  if (size > limits::topic_bytes_max)
    return refuse_long(L, "topic", limits::topic_bytes_max);
  if (!vm::of(L).bind_topic(L, {topic, size}, 2))
    return fail(L, errc::already_exists, lua_pushfstring(L, "topic %s has a channel already", topic));
  return done(L);
}

}  // namespace

int open_subscribe(lua_State* L) {
  lua::register_channel_types(L);
  lua_pushcfunction(L, l_subscribe);
  return 1;
}

int open_unsubscribe(lua_State* L) {
  lua::register_channel_types(L);
  lua_pushcfunction(L, l_unlisten);
  return 1;
}

namespace {

int open_events(lua_State* L) {
  static constexpr std::pair<const char*, const char*> events[] = {{"CANCEL", event_kind::cancel},
                                                                   {"EXIT", event_kind::exit},
                                                                   {"LINK_DOWN", event_kind::link_down},
                                                                   {"OUTDATED", event_kind::outdated}};
  lua_createtable(L, 0, 4);
  for (const auto& [name, text] : events) {
    lua_pushstring(L, text);
    lua_setfield(L, -2, name);
  }
  lua::freeze(L);
  return 1;
}

}  // namespace

int open_process(lua_State* L) {
  static const luaL_Reg functions[] = {{"id", l_id},
                                       {"send", l_send},
                                       {"inbox", l_inbox},
                                       {"events", l_events},
                                       {"listen", l_listen},
                                       {"unlisten", l_unlisten},
                                       {"get_options", l_get_options},
                                       {"set_options", l_set_options},
                                       {"upgrade", l_upgrade},
                                       {nullptr, nullptr}};
  lua::register_channel_types(L);  // `unlisten` checks its argument even where no channel was made
  push_members(L, functions);
  lua_createtable(L, 2, 0);
  lua_pushcclosure(L, l_pid, 1);
  lua_setfield(L, -2, "pid");
  add_process_control(L);
  add_process_spawning(L);
  static const luaL_Reg tables[] = {{"event", open_events}, {"registry", open_process_names}, {nullptr, nullptr}};
  lua::add_opened_members(L, tables);
  return 1;
}

}  // namespace troupe::runtime::modules
