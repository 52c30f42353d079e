// The `os` module, which replaces Lua's own (lua-language.md part 2 `os`). All times come from the process's clock, so that a
// durable run reads recorded ones.
#include "runtime/lua/vm.hpp"
#include "runtime/modules/date_text.hpp"
#include "runtime/modules/open.hpp"
#include "runtime/modules/time_zone.hpp"

#include <cmath>

namespace troupe::runtime::modules {

namespace {

const clock_source& clock_of(lua_State* L) {
  return lua::vm::of(L).world().clock();
}

int64_t now_seconds(lua_State* L) {
  const auto now = clock_of(L).wall().time_since_epoch();
  return std::chrono::floor<std::chrono::seconds>(now).count();
}

shown_time shown_in(const time_zone& zone, int64_t seconds) noexcept {
  const zone_state state = zone.at(seconds);
  return {civil_of(seconds + state.offset), 0, state.offset, state.abbreviation};
}

// ---- time --------------------------------------------------------------------------------------------------------------

// The whole part of a field of the table in slot 1. Raises if it is not a number within the bound.
int64_t field(lua_State* L, const char* name, int64_t otherwise, double most) {
  lua_getfield(L, 1, name);
  if (lua_isnil(L, -1)) {
    lua_pop(L, 1);
    return otherwise;
  }
  const lua_Number n = lua_tonumber(L, -1);
  if (lua_isnumber(L, -1) == 0)
    luaL_argerror(L, 1, lua_pushfstring(L, "field '%s' must be a number", name));
  if (!(n >= -most && n <= most))
    luaL_argerror(L, 1, lua_pushfstring(L, "field '%s' is out of range", name));
  lua_pop(L, 1);
  return static_cast<int64_t>(n);
}

int l_time(lua_State* L) {
  const int64_t now = now_seconds(L);
  if (lua_isnoneornil(L, 1)) {
    lua_pushnumber(L, static_cast<lua_Number>(now));
    return 1;
  }
  luaL_checktype(L, 1, LUA_TTABLE);
  const time_zone& zone = *time_zone::local();
  const civil_time today = shown_in(zone, now).civil;
  const int64_t year = field(L, "year", today.year, year_max);
  const int64_t month = field(L, "month", today.month, part_max);
  const int64_t day = field(L, "day", today.day, part_max);
  const int64_t hour = field(L, "hour", 0, part_max);
  const int64_t minute = field(L, "min", 0, part_max);
  const int64_t second = field(L, "sec", 0, part_max);
  const int64_t shown = seconds_of_parts(year, month, day, hour, minute, second);
  lua_pushnumber(L, static_cast<lua_Number>(zone.unix_of(shown)));
  return 1;
}

// ---- date --------------------------------------------------------------------------------------------------------------

void set_number(lua_State* L, const char* name, int64_t n) {
  lua_pushnumber(L, static_cast<lua_Number>(n));
  lua_setfield(L, -2, name);
}

void push_parts(lua_State* L, const civil_time& at, bool summer) {
  lua_createtable(L, 0, 9);
  set_number(L, "year", at.year);
  set_number(L, "month", at.month);
  set_number(L, "day", at.day);
  set_number(L, "hour", at.hour);
  set_number(L, "min", at.minute);
  set_number(L, "sec", at.second);
  set_number(L, "wday", week_day(at) + 1);
  set_number(L, "yday", year_day(at));
  lua_pushboolean(L, summer ? 1 : 0);
  lua_setfield(L, -2, "isdst");
}

int l_date(lua_State* L) {
  constexpr double seconds_max = 1e15;
  size_t size = 0;
  const char* text = luaL_optlstring(L, 1, "%c", &size);
  std::string_view format{text, size};
  int64_t seconds = 0;
  if (lua_isnoneornil(L, 2)) {
    seconds = now_seconds(L);
  } else {
    const lua_Number given = luaL_checknumber(L, 2);
    luaL_argcheck(L, given >= -seconds_max && given <= seconds_max, 2, "time out of range");
    seconds = static_cast<int64_t>(std::floor(given));
  }
  const bool in_utc = format.starts_with('!');
  if (in_utc)
    format.remove_prefix(1);
  const time_zone& zone = in_utc ? *time_zone::utc() : *time_zone::local();
  const shown_time when = shown_in(zone, seconds);
  if (format.starts_with("*t")) {
    push_parts(L, when.civil, zone.at(seconds).summer);
    return 1;
  }
  char short_text[256];
  const size_t whole = format_date(format, when, short_text);
  if (whole <= sizeof short_text) {
    lua_pushlstring(L, short_text, whole);
    return 1;
  }
  auto* long_text = static_cast<char*>(lua_newuserdata(L, whole));
  format_date(format, when, {long_text, whole});
  lua_pushlstring(L, long_text, whole);
  return 1;
}

// ---- clock -------------------------------------------------------------------------------------------------------------

const steady_time host_start = system_clock().steady();

// A clock that is not the system's (recorded, or moved by a test) starts at its own zero.
int l_clock(lua_State* L) {
  const clock_source& clock = clock_of(L);
  const steady_time start = &clock == &system_clock() ? host_start : steady_time{};
  lua_pushnumber(L, std::chrono::duration<double>(clock.steady() - start).count());
  return 1;
}

int l_difftime(lua_State* L) {
  lua_pushnumber(L, luaL_checknumber(L, 1) - luaL_optnumber(L, 2, 0));
  return 1;
}

}  // namespace

int open_os(lua_State* L) {
  static const luaL_Reg functions[] = {{"time", l_time},
                                       {"date", l_date},
                                       {"clock", l_clock},
                                       {"difftime", l_difftime},
                                       {nullptr, nullptr}};
  push_members(L, functions);
  lua_pushliteral(L, "wippy");
  lua_setfield(L, -2, "platform");
  return 1;
}

}  // namespace troupe::runtime::modules
