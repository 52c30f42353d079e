// The methods of Time objects.
#include "runtime/lua/userdata.hpp"
#include "runtime/modules/time_objects.hpp"

#include <limits>

namespace troupe::runtime::modules {

namespace {

using lua::check_object;
using std::chrono::nanoseconds;

// Nanoseconds of any two times apart exceed 64 bits.
__extension__ using wide = __int128;

constexpr wide nanoseconds_per_second = 1'000'000'000;

const time_object& self(lua_State* L) {
  return check_object<time_object>(L, 1);
}

wide total(const time_object& when) noexcept {
  return when.seconds * nanoseconds_per_second + when.nanoseconds;
}

time_object& push_total(lua_State* L, wide total, const zone_ptr& zone) {
  wide rest = total % nanoseconds_per_second;
  if (rest < 0)
    rest += nanoseconds_per_second;
  return push_time(L, static_cast<int64_t>((total - rest) / nanoseconds_per_second),
                   static_cast<int32_t>(rest), zone);
}

int push_number(lua_State* L, double n) {
  lua_pushnumber(L, n);
  return 1;
}

// ---- arithmetic --------------------------------------------------------------------------------------------------------

int l_add(lua_State* L) {
  const time_object& when = self(L);
  push_total(L, total(when) + check_duration(L, 2).count(), when.zone);
  return 1;
}

int l_sub(lua_State* L) {
  const wide apart = total(self(L)) - total(check_object<time_object>(L, 2));
  constexpr int64_t least = std::numeric_limits<int64_t>::min();
  constexpr int64_t most = std::numeric_limits<int64_t>::max();
  const auto span = apart < least ? least : apart > most ? most : static_cast<int64_t>(apart);
  push_duration(L, nanoseconds{span});
  return 1;
}

int l_add_date(lua_State* L) {
  const time_object& when = self(L);
  const int64_t years = check_whole(L, 2, year_max);
  const int64_t months = check_whole(L, 3);
  const int64_t days = check_whole(L, 4);
  const civil_time at = when.shown().civil;
  const int64_t shown = seconds_of_parts(at.year + years, at.month + months, at.day + days, at.hour,
                                         at.minute, at.second);
  push_time(L, when.zone->unix_of(shown), when.nanoseconds, when.zone);
  return 1;
}

// What lies past the last multiple of the duration, counted from the year one.
wide past_multiple(const time_object& when, nanoseconds step) noexcept {
  const wide rest =
    (total(when) - year_one_seconds * nanoseconds_per_second) % static_cast<wide>(step.count());
  return rest < 0 ? rest + step.count() : rest;
}

int l_truncate(lua_State* L) {
  const time_object& when = self(L);
  const nanoseconds step = check_object<duration_object>(L, 2).span;
  const wide past = step.count() > 0 ? past_multiple(when, step) : 0;
  push_total(L, total(when) - past, when.zone);
  return 1;
}

int l_round(lua_State* L) {
  const time_object& when = self(L);
  const nanoseconds step = check_object<duration_object>(L, 2).span;
  wide past = step.count() > 0 ? past_multiple(when, step) : 0;
  if (past * 2 >= step.count() && step.count() > 0)
    past -= step.count();
  push_total(L, total(when) - past, when.zone);
  return 1;
}

// ---- comparison --------------------------------------------------------------------------------------------------------

int l_before(lua_State* L) {
  lua_pushboolean(L, total(self(L)) < total(check_object<time_object>(L, 2)) ? 1 : 0);
  return 1;
}

int l_after(lua_State* L) {
  lua_pushboolean(L, total(self(L)) > total(check_object<time_object>(L, 2)) ? 1 : 0);
  return 1;
}

int l_equal(lua_State* L) {
  lua_pushboolean(L, total(self(L)) == total(check_object<time_object>(L, 2)) ? 1 : 0);
  return 1;
}

int l_is_zero(lua_State* L) {
  const time_object& when = self(L);
  lua_pushboolean(L, when.seconds == year_one_seconds && when.nanoseconds == 0 ? 1 : 0);
  return 1;
}

// ---- parts -------------------------------------------------------------------------------------------------------------

int l_unix(lua_State* L) {
  return push_number(L, static_cast<double>(self(L).seconds));
}
int l_unix_nano(lua_State* L) {
  return push_number(L, static_cast<double>(total(self(L))));
}
int l_nanosecond(lua_State* L) {
  return push_number(L, self(L).nanoseconds);
}

int l_year(lua_State* L) {
  return push_number(L, static_cast<double>(self(L).shown().civil.year));
}

template <int civil_time::*Part>
int l_part(lua_State* L) {
  return push_number(L, self(L).shown().civil.*Part);
}

template <int (*Of)(const civil_time&) noexcept>
int l_derived(lua_State* L) {
  return push_number(L, Of(self(L).shown().civil));
}

int l_date(lua_State* L) {
  const civil_time at = self(L).shown().civil;
  lua_pushnumber(L, static_cast<double>(at.year));
  lua_pushnumber(L, at.month);
  lua_pushnumber(L, at.day);
  return 3;
}

int l_clock(lua_State* L) {
  const civil_time at = self(L).shown().civil;
  lua_pushnumber(L, at.hour);
  lua_pushnumber(L, at.minute);
  lua_pushnumber(L, at.second);
  return 3;
}

// ---- zones and text ----------------------------------------------------------------------------------------------------

int push_in(lua_State* L, const zone_ptr& zone) {
  const time_object& when = self(L);
  push_time(L, when.seconds, when.nanoseconds, zone);
  return 1;
}

int l_utc(lua_State* L) {
  return push_in(L, time_zone::utc());
}
int l_in_local(lua_State* L) {
  return push_in(L, time_zone::local());
}
int l_in_location(lua_State* L) {
  self(L);
  return push_in(L, check_object<location_object>(L, 2).zone);
}

int l_location(lua_State* L) {
  push_location(L, self(L).zone);
  return 1;
}

int l_format(lua_State* L) {
  const time_object& when = self(L);
  size_t size = 0;
  const char* layout = luaL_checklstring(L, 2, &size);
  push_formatted(L, when, {layout, size});
  return 1;
}

int l_format_rfc3339(lua_State* L) {
  push_formatted(L, self(L), layouts::rfc3339);
  return 1;
}

int l_tostring(lua_State* L) {
  push_formatted(L, self(L), layouts::shown);
  return 1;
}

}  // namespace

void register_time_value(lua_State* L) {
  static const luaL_Reg methods[] = {{"add", l_add},
                                     {"sub", l_sub},
                                     {"add_date", l_add_date},
                                     {"round", l_round},
                                     {"truncate", l_truncate},
                                     {"before", l_before},
                                     {"after", l_after},
                                     {"equal", l_equal},
                                     {"is_zero", l_is_zero},
                                     {"unix", l_unix},
                                     {"unix_nano", l_unix_nano},
                                     {"year", l_year},
                                     {"month", l_part<&civil_time::month>},
                                     {"day", l_part<&civil_time::day>},
                                     {"hour", l_part<&civil_time::hour>},
                                     {"minute", l_part<&civil_time::minute>},
                                     {"second", l_part<&civil_time::second>},
                                     {"nanosecond", l_nanosecond},
                                     {"weekday", l_derived<week_day>},
                                     {"year_day", l_derived<year_day>},
                                     {"date", l_date},
                                     {"clock", l_clock},
                                     {"utc", l_utc},
                                     {"in_local", l_in_local},
                                     {"in_location", l_in_location},
                                     {"location", l_location},
                                     {"format", l_format},
                                     {"format_rfc3339", l_format_rfc3339},
                                     {nullptr, nullptr}};
  static const luaL_Reg meta[] = {{"__tostring", l_tostring}, {nullptr, nullptr}};
  lua::register_type<time_object>(L, "Time", methods, meta);
}

}  // namespace troupe::runtime::modules
