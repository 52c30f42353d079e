// The `channel` module (process.md section 12).
#include "runtime/lua/channel.hpp"

#include "runtime/lua/userdata.hpp"
#include "runtime/lua/vm.hpp"
#include "runtime/modules/open.hpp"

namespace troupe::runtime {

namespace modules {

namespace {

using lua::channel;
using lua::check_object;
using lua::select_case;
using lua::vm;

int l_new(lua_State* L) {
  const lua_Number size = luaL_optnumber(L, 1, 0);
  if (size > 16'777'216)
    return luaL_argerror(L, 1, "a channel holds at most 16777216 values");
  lua::push_channel(L, size > 0 ? static_cast<uint32_t>(size) : 0);
  return 1;
}

int l_send(lua_State* L) {
  const channel& ch = check_object<channel>(L, 1);
  lua_settop(L, 2);
  if (ch.closed)
    return luaL_error(L, "send on closed channel");
  if (lua::try_give(L, 1)) {
    lua_pushboolean(L, 1);
    return 1;
  }
  return lua::block_sending(L, 1, 2);
}

int l_receive(lua_State* L) {
  const channel& ch = check_object<channel>(L, 1);
  lua_settop(L, 1);
  lua::taken got = lua::try_take(L, 1);
  if (got == lua::taken::nothing && ch.from != channel::feed::values && vm::of(L).running(L) != nullptr) {
    vm::of(L).fetch_mail(L);
    got = lua::try_take(L, 1);
  }
  if (got == lua::taken::nothing)
    return lua::block_receiving(L, 1);
  if (got == lua::taken::closed)
    lua_pushnil(L);
  lua_pushboolean(L, got == lua::taken::value ? 1 : 0);
  return 2;
}

int l_close(lua_State* L) {
  lua::close_channel(L, check_object<channel>(L, 1));
  return 0;
}

// Reusable, so one per channel is enough; it shares the channel's environment, which keeps both alive.
int l_case_receive(lua_State* L) {
  channel& ch = check_object<channel>(L, 1);
  lua_getfenv(L, 1);
  lua_rawgeti(L, -1, -1);
  if (!lua_isnil(L, -1))
    return 1;
  lua::register_case_type(L);
  auto* made = lua::push_object<select_case>(L);
  made->where = &ch;
  lua_pushvalue(L, -3);
  lua_setfenv(L, -2);
  lua_pushvalue(L, -1);
  lua_rawseti(L, -4, -1);
  return 1;
}

int l_case_send(lua_State* L) {
  channel& ch = check_object<channel>(L, 1);
  lua_settop(L, 2);
  lua::register_case_type(L);
  auto* made = lua::push_object<select_case>(L);
  made->where = &ch;
  made->sending = true;
  lua_createtable(L, 1, 1);
  lua_pushvalue(L, 1);
  lua_rawseti(L, -2, 0);
  lua_pushvalue(L, 2);
  lua_rawseti(L, -2, 1);
  lua_setfenv(L, -2);
  return 1;
}

int l_select(lua_State* L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_getfield(L, 1, "default");
  const bool or_default = lua_toboolean(L, -1) != 0 || lua_toboolean(L, 2) != 0;
  lua_settop(L, 1);
  return lua::select_channels(L, 1, or_default);
}

int l_tostring(lua_State* L) {
  lua_pushfstring(L, "channel: %p", lua_touserdata(L, 1));
  return 1;
}

}  // namespace

}  // namespace modules

void lua::register_channel_types(lua_State* L) {
  using namespace modules;
  push_metatable<channel>(L);
  const bool known = lua_istable(L, -1);
  lua_pop(L, 1);
  if (known)
    return;
  static const luaL_Reg methods[] = {{"send", l_send},
                                     {"receive", l_receive},
                                     {"close", l_close},
                                     {"case_receive", l_case_receive},
                                     {"case_send", l_case_send},
                                     {nullptr, nullptr}};
  static const luaL_Reg meta[] = {{"__tostring", l_tostring}, {nullptr, nullptr}};
  register_type<channel>(L, "channel", methods, meta);
}

void lua::register_case_type(lua_State* L) {
  if (metatable_of<select_case>(L) == nullptr)
    register_type<select_case>(L, "case", nullptr);
}

namespace modules {

int open_channel(lua_State* L) {
  lua::register_channel_types(L);
  static const luaL_Reg functions[] = {{"new", l_new}, {"select", l_select}, {nullptr, nullptr}};
  push_members(L, functions);
  return 1;
}

}  // namespace modules

}  // namespace troupe::runtime
