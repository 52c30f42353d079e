// Timers and tickers: channels that the machine feeds when their time comes.
#include "config/duration.hpp"
#include "config/limits.hpp"
#include "runtime/lua/channel.hpp"
#include "runtime/lua/error_object.hpp"
#include "runtime/lua/instant.hpp"
#include "runtime/lua/userdata.hpp"
#include "runtime/lua/vm.hpp"
#include "runtime/modules/open.hpp"
#include "runtime/modules/time_objects.hpp"

namespace troupe::runtime::modules {

namespace {

using lua::check_object;
using lua::vm;
using std::chrono::nanoseconds;

constexpr int channel_slot = 1;  // in the environment of a timer

// What `name` answers for an argument that is no duration, or pushes nothing.
int refuse(lua_State* L, const char* name, const char* problem) {
  const char* text = lua_pushfstring(L, "%s: %s", name, problem);
  return lua::fail(L, errc::invalid, text);
}

int refuse_duration(lua_State* L, const char* name) {
  if (lua_type(L, 1) == LUA_TSTRING)
    return refuse(L, name, lua_pushfstring(L, "invalid duration \"%s\"", lua_tostring(L, 1)));
  return refuse(L, name, lua_pushfstring(L, "duration expected, got %s", luaL_typename(L, 1)));
}

int l_sleep(lua_State* L) {
  nanoseconds delay{};
  if (!lua::duration_at(L, 1, delay))
    return refuse_duration(L, "time.sleep");
  vm& self = vm::of(L);
  if (delay.count() < 0 && self.runs_workflow())
    return refuse(L, "time.sleep", "duration must be >= 0");
  if (delay.count() <= 0)
    return 0;
  self.check_may_block(L);
  self.request<timer_request>() = {delay, {}};
  return self.submit(L);
}

// Reads the delay of `name`; if there is none, pushes the answer instead.
bool read_delay(lua_State* L, const char* name, nanoseconds& delay) {
  if (!lua::duration_at(L, 1, delay)) {
    refuse_duration(L, name);
    return false;
  }
  if (delay.count() <= 0) {
    refuse(L, name, "duration must be > 0");
    return false;
  }
  return true;
}

// Pushes a channel that the timer feeds.
ticket push_armed_channel(lua_State* L, size_t capacity, nanoseconds delay, nanoseconds period) {
  lua::push_channel(L, static_cast<uint32_t>(capacity));
  vm& self = vm::of(L);
  const ticket who = self.next_ticket();
  self.arm_timer(L, who, lua_gettop(L), delay, period);
  return who;
}

// Moves the channel on top of the stack into the environment of the object below it.
void keep_channel(lua_State* L) {
  lua_createtable(L, channel_slot, 0);
  lua_insert(L, -2);
  lua_rawseti(L, -2, channel_slot);
  lua_setfenv(L, -2);
}

lua::channel& push_kept_channel(lua_State* L) {
  lua_getfenv(L, 1);
  lua_rawgeti(L, -1, channel_slot);
  lua_remove(L, -2);
  return *lua::channel_at(L, -1);
}

int l_after(lua_State* L) {
  nanoseconds delay{};
  if (!read_delay(L, "time.after", delay))
    return 2;
  push_armed_channel(L, 1, delay, {});
  return 1;
}

int l_timer(lua_State* L) {
  nanoseconds delay{};
  if (!read_delay(L, "time.timer", delay))
    return 2;
  auto& made = *lua::push_object<timer_object>(L);
  made.who = push_armed_channel(L, 1, delay, {});
  keep_channel(L);
  return 1;
}

int l_ticker(lua_State* L) {
  nanoseconds period{};
  if (!read_delay(L, "time.ticker", period))
    return 2;
  auto& made = *lua::push_object<ticker_object>(L);
  made.who = push_armed_channel(L, limits::ticker_buffer_ticks, period, period);
  keep_channel(L);
  return 1;
}

template <class Object>
int l_channel(lua_State* L) {
  check_object<Object>(L, 1);
  push_kept_channel(L);
  return 1;
}

int l_stop_timer(lua_State* L) {
  const timer_object& timer = check_object<timer_object>(L, 1);
  const bool pending = vm::of(L).disarm_timer(L, timer.who);
  lua::close_channel(L, push_kept_channel(L));
  lua_pushboolean(L, pending ? 1 : 0);
  return 1;
}

int l_stop_ticker(lua_State* L) {
  const ticker_object& ticker = check_object<ticker_object>(L, 1);
  vm::of(L).disarm_timer(L, ticker.who);
  lua::close_channel(L, push_kept_channel(L));
  lua_pushboolean(L, 1);
  return 1;
}

// Opens the channel again if the timer has fired or was stopped, so that whoever holds it sees the next delivery; one that
// nobody took is withdrawn.
int l_reset(lua_State* L) {
  timer_object& timer = check_object<timer_object>(L, 1);
  const nanoseconds delay = check_duration(L, 2);
  vm& self = vm::of(L);
  const bool pending = self.disarm_timer(L, timer.who);
  lua::channel& delivers_to = push_kept_channel(L);
  if (!pending) {
    const int channel_index = lua_gettop(L);
    while (delivers_to.count > 0 && lua::try_take(L, channel_index) == lua::taken::value)
      lua_settop(L, channel_index);
    delivers_to.closed = false;
  }
  timer.who = self.next_ticket();
  self.arm_timer(L, timer.who, lua_gettop(L), std::max(delay, nanoseconds{1}), {});
  lua_pushboolean(L, pending ? 1 : 0);
  return 1;
}

}  // namespace

void register_timers(lua_State* L) {
  static const luaL_Reg timer_methods[] = {{"channel", l_channel<timer_object>},
                                           {"response", l_channel<timer_object>},
                                           {"stop", l_stop_timer},
                                           {"reset", l_reset},
                                           {nullptr, nullptr}};
  static const luaL_Reg ticker_methods[] = {{"channel", l_channel<ticker_object>},
                                            {"response", l_channel<ticker_object>},
                                            {"stop", l_stop_ticker},
                                            {nullptr, nullptr}};
  lua::register_type<timer_object>(L, "Timer", timer_methods);
  lua::register_type<ticker_object>(L, "Ticker", ticker_methods);
}

void add_timer_functions(lua_State* L) {
  static const luaL_Reg functions[] = {{"sleep", l_sleep},
                                       {"after", l_after},
                                       {"timer", l_timer},
                                       {"ticker", l_ticker},
                                       {nullptr, nullptr}};
  add_members(L, functions);
}

}  // namespace troupe::runtime::modules
