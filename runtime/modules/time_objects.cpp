#include "runtime/modules/time_objects.hpp"

#include "config/duration.hpp"
#include "runtime/lua/instant.hpp"
#include "runtime/lua/userdata.hpp"

#include <cmath>

namespace troupe::runtime::modules {

namespace {

using lua::check_object;
using std::chrono::nanoseconds;

// Sums of a few such times and durations fit 64 bits.
constexpr int64_t seconds_max = 100'000'000'000'000'000;

// ---- Duration ----------------------------------------------------------------------------------------------------------

double count_at(lua_State* L) {
  return static_cast<double>(check_object<duration_object>(L, 1).span.count());
}

template <class Unit>
int l_whole(lua_State* L) {
  const nanoseconds span = check_object<duration_object>(L, 1).span;
  lua_pushnumber(L, static_cast<lua_Number>(std::chrono::duration_cast<Unit>(span).count()));
  return 1;
}

template <class Unit>
int l_fractional(lua_State* L) {
  constexpr auto unit = static_cast<double>(nanoseconds{Unit{1}}.count());
  lua_pushnumber(L, count_at(L) / unit);
  return 1;
}

// The longest is `-2562047h47m16.854775808s`.
struct short_text {
  char bytes[40];
  size_t size;
};

short_text text_of(nanoseconds span) noexcept {
  const std::string text = format_duration(span);
  short_text copy{};
  copy.size = text.copy(copy.bytes, sizeof copy.bytes);
  return copy;
}

int l_duration_text(lua_State* L) {
  const short_text text = text_of(check_object<duration_object>(L, 1).span);
  lua_pushlstring(L, text.bytes, text.size);
  return 1;
}

// ---- Location ----------------------------------------------------------------------------------------------------------

int l_location_text(lua_State* L) {
  const std::string& name = check_object<location_object>(L, 1).zone->name();
  lua_pushlstring(L, name.data(), name.size());
  return 1;
}

}  // namespace

// ---- shared by the module's files --------------------------------------------------------------------------------------

shown_time time_object::shown() const noexcept {
  const zone_state state = zone->at(seconds);
  return {civil_of(seconds + state.offset), nanoseconds, state.offset, state.abbreviation};
}

void register_time_types(lua_State* L) {
  lua::push_metatable<time_object>(L);
  const bool known = !lua_isnil(L, -1);
  lua_pop(L, 1);
  if (known)
    return;
  static const luaL_Reg duration_methods[] = {{"nanoseconds", l_whole<nanoseconds>},
                                              {"microseconds", l_whole<std::chrono::microseconds>},
                                              {"milliseconds", l_whole<std::chrono::milliseconds>},
                                              {"seconds", l_fractional<std::chrono::seconds>},
                                              {"minutes", l_fractional<std::chrono::minutes>},
                                              {"hours", l_fractional<std::chrono::hours>},
                                              {nullptr, nullptr}};
  static const luaL_Reg duration_meta[] = {{"__tostring", l_duration_text}, {nullptr, nullptr}};
  static const luaL_Reg location_methods[] = {{"string", l_location_text}, {nullptr, nullptr}};
  static const luaL_Reg location_meta[] = {{"__tostring", l_location_text}, {nullptr, nullptr}};
  lua::register_type<duration_object>(L, "Duration", duration_methods, duration_meta);
  lua::register_type<location_object>(L, "Location", location_methods, location_meta);
  register_timers(L);
  register_time_value(L);  // last: it says that all are there
}

time_object& push_time(lua_State* L, int64_t seconds, int32_t nanoseconds, const zone_ptr& zone) {
  if (seconds < -seconds_max || seconds > seconds_max)
    luaL_error(L, "time out of range");
  time_object& made = *lua::push_object<time_object>(L);
  made.seconds = seconds;
  made.nanoseconds = nanoseconds;
  made.zone = zone;
  return made;
}

void push_duration(lua_State* L, nanoseconds span) {
  lua::push_object<duration_object>(L)->span = span;
}

void push_location(lua_State* L, const zone_ptr& zone) {
  lua::push_object<location_object>(L)->zone = zone;
}

nanoseconds check_duration(lua_State* L, int index) {
  nanoseconds span{};
  if (lua::duration_at(L, index, span))
    return span;
  if (lua_type(L, index) == LUA_TSTRING)
    luaL_argerror(L, index, lua_pushfstring(L, "invalid duration \"%s\"", lua_tostring(L, index)));
  luaL_argerror(L, index, lua_pushfstring(L, "duration expected, got %s", luaL_typename(L, index)));
  return span;
}

int64_t check_whole(lua_State* L, int index, double most) {
  const lua_Number n = luaL_checknumber(L, index);
  if (!(n >= -most && n <= most))
    luaL_argerror(L, index, "number out of range");
  return static_cast<int64_t>(n);
}

void push_formatted(lua_State* L, const time_object& when, std::string_view layout) {
  char short_text[128];
  const shown_time shown = when.shown();
  const size_t size = format_layout(layout, shown, short_text);
  if (size <= sizeof short_text) {
    lua_pushlstring(L, short_text, size);
    return;
  }
  auto* text = static_cast<char*>(lua_newuserdata(L, size));
  format_layout(layout, shown, {text, size});
  lua_pushlstring(L, text, size);
  lua_remove(L, -2);
}

}  // namespace troupe::runtime::modules

namespace troupe::runtime::lua {

void push_instant(lua_State* L, wall_time when) {
  modules::register_time_types(L);
  const auto seconds = std::chrono::floor<std::chrono::seconds>(when.time_since_epoch());
  const auto rest = static_cast<int32_t>((when.time_since_epoch() - seconds).count());
  modules::push_time(L, seconds.count(), rest, modules::time_zone::local());
}

bool duration_at(lua_State* L, int index, std::chrono::nanoseconds& to) {
  switch (lua_type(L, index)) {
    case LUA_TNUMBER: {
      constexpr double most = 9.2e18;
      const lua_Number n = lua_tonumber(L, index);
      if (!(n >= -most && n <= most))
        return false;
      to = std::chrono::nanoseconds{static_cast<int64_t>(n)};
      return true;
    }
    case LUA_TSTRING: {
      size_t size = 0;
      const char* text = lua_tolstring(L, index, &size);
      const auto span = parse_duration({text, size});
      if (span)
        to = *span;
      return span.has_value();
    }
    case LUA_TUSERDATA:
      if (const auto* given = object_at<modules::duration_object>(L, index)) {
        to = given->span;
        return true;
      }
      return false;
    default: return false;
  }
}

}  // namespace troupe::runtime::lua
