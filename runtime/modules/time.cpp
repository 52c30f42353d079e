// The `time` module: functions, constants and layouts (lua-language.md part 2 `time`).
#include "config/duration.hpp"
#include "runtime/lua/error_object.hpp"
#include "runtime/lua/instant.hpp"
#include "runtime/lua/userdata.hpp"
#include "runtime/lua/vm.hpp"
#include "runtime/modules/open.hpp"
#include "runtime/modules/time_objects.hpp"

#include <utility>

namespace troupe::runtime::modules {

namespace {

using lua::check_object;
using std::chrono::nanoseconds;

constexpr int64_t nanoseconds_per_second = 1'000'000'000;

// Splits nanoseconds of any size into seconds, which are added, and the rest.
int32_t carry_seconds(int64_t ns, int64_t& seconds) noexcept {
  int64_t rest = ns % nanoseconds_per_second;
  if (rest < 0)
    rest += nanoseconds_per_second;
  seconds += (ns - rest) / nanoseconds_per_second;
  return static_cast<int32_t>(rest);
}

constexpr double nanoseconds_max = 9.2e18;

int l_now(lua_State* L) {
  lua::push_instant(L, lua::vm::of(L).world().clock().wall());
  return 1;
}

int l_date(lua_State* L) {
  int64_t seconds = 0;
  const int64_t year = check_whole(L, 1, year_max);
  const int64_t month = check_whole(L, 2);
  const int64_t day = check_whole(L, 3);
  const int64_t hour = check_whole(L, 4);
  const int64_t minute = check_whole(L, 5);
  const int64_t second = check_whole(L, 6);
  const int32_t rest = carry_seconds(check_whole(L, 7, nanoseconds_max), seconds);
  const zone_ptr& zone =
    lua_isnoneornil(L, 8) ? time_zone::local() : check_object<location_object>(L, 8).zone;
  seconds += seconds_of_parts(year, month, day, hour, minute, second);
  push_time(L, zone->unix_of(seconds), rest, zone);
  return 1;
}

int l_unix(lua_State* L) {
  int64_t seconds = check_whole(L, 1, 1e17);
  const int32_t rest = carry_seconds(check_whole(L, 2, nanoseconds_max), seconds);
  push_time(L, seconds, rest, time_zone::local());
  return 1;
}

// ---- parsing -----------------------------------------------------------------------------------------------------------

// Pushes nil and an error that says why the text in slot 2 is no time in the layout in slot 1.
int refuse_time(lua_State* L, const layout_mismatch& why) {
  const char* layout = lua_tostring(L, 1);
  const char* text = lua_tostring(L, 2);
  lua_pushlstring(L, why.rest.data(), why.rest.size());
  const char* rest = lua_tostring(L, -1);
  lua_pushlstring(L, why.element.data(), why.element.size());
  const char* element = lua_tostring(L, -1);
  lua_pushlstring(L, why.reason.data(), why.reason.size());
  const char* reason = lua_tostring(L, -1);
  if (why.reason.empty())
    lua_pushfstring(L, "parsing time \"%s\" as \"%s\": cannot parse \"%s\" as \"%s\"", text, layout,
                    rest, element);
  else if (why.element.empty() && !why.rest.empty())
    lua_pushfstring(L, "parsing time \"%s\": %s: \"%s\"", text, reason, rest);
  else
    lua_pushfstring(L, "parsing time \"%s\": %s", text, reason);
  return lua::fail(L, errc::invalid, lua_tostring(L, -1));
}

// Sets moment and zone as the text and the asked-for zone say together: an offset or abbreviation in use there at that moment
// means that zone, others make a zone of their own.
void settle(time_object& to, const parsed_time& parsed, const zone_ptr& asked) noexcept {
  const int64_t shown = seconds_of(parsed.civil);
  to.nanoseconds = parsed.nanosecond;
  if (parsed.utc) {
    to.zone = time_zone::utc();
    to.seconds = shown;
    return;
  }
  if (parsed.offset) {
    to.seconds = shown - *parsed.offset;
    const zone_state there = asked->at(to.seconds);
    const bool same = there.offset == *parsed.offset
                      && (parsed.abbreviation.empty() || parsed.abbreviation == there.abbreviation);
    to.zone = same ? asked : time_zone::fixed(parsed.abbreviation, *parsed.offset);
    return;
  }
  if (parsed.abbreviation.empty()) {
    to.seconds = asked->unix_of(shown);
    to.zone = asked;
    return;
  }
  if (const auto offset = asked->offset_of(parsed.abbreviation, shown)) {
    to.seconds = shown - *offset;
    to.zone = asked;
    return;
  }
  const int32_t offset = offset_in_name(parsed.abbreviation).value_or(0);
  to.seconds = shown - offset;
  to.zone = time_zone::fixed(parsed.abbreviation, offset);
}

int l_parse(lua_State* L) {
  size_t layout_size = 0;
  size_t text_size = 0;
  const char* layout = luaL_checklstring(L, 1, &layout_size);
  const char* text = luaL_checklstring(L, 2, &text_size);
  const zone_ptr& asked =
    lua_gettop(L) < 3 ? time_zone::local() : check_object<location_object>(L, 3).zone;
  parsed_time parsed;
  if (const auto why = parse_layout({layout, layout_size}, {text, text_size}, parsed))
    return refuse_time(L, *why);
  settle(push_time(L, 0, 0, asked), parsed, asked);
  return 1;
}

int l_parse_duration(lua_State* L) {
  nanoseconds span{};
  if (lua::duration_at(L, 1, span)) {
    push_duration(L, span);
    return 1;
  }
  if (lua_type(L, 1) == LUA_TSTRING)
    lua_pushfstring(L, "invalid duration \"%s\"", lua_tostring(L, 1));
  else
    lua_pushfstring(L, "duration expected, got %s", luaL_typename(L, 1));
  return lua::fail(L, errc::invalid, lua_tostring(L, -1));
}

// ---- locations ---------------------------------------------------------------------------------------------------------

bool find_zone(std::string_view name, zone_ptr& to) noexcept {
  to = time_zone::find(name);
  return to != nullptr;
}

void make_fixed(std::string_view name, int32_t offset, zone_ptr& to) noexcept {
  to = time_zone::fixed(name, offset);
}

int l_load_location(lua_State* L) {
  size_t size = 0;
  const char* name = luaL_checklstring(L, 1, &size);
  if (size == 0)
    return lua::fail(L, errc::invalid, "empty location name");
  auto& made = *lua::push_object<location_object>(L);
  if (find_zone({name, size}, made.zone))
    return 1;
  return lua::fail(L, errc::not_found, lua_pushfstring(L, "unknown time zone %s", name));
}

int l_fixed_zone(lua_State* L) {
  size_t size = 0;
  const char* name = luaL_checklstring(L, 1, &size);
  constexpr double offset_max = 1e9;
  const int64_t offset = check_whole(L, 2, offset_max);
  auto& made = *lua::push_object<location_object>(L);
  make_fixed({name, size}, static_cast<int32_t>(offset), made.zone);
  return 1;
}

// ---- constants ---------------------------------------------------------------------------------------------------------

void add_numbers(lua_State* L) {
  static constexpr std::pair<const char*, double> spans[] = {
    {"NANOSECOND", 1}, {"MICROSECOND", 1e3}, {"MILLISECOND", 1e6},
    {"SECOND", 1e9},   {"MINUTE", 60e9},     {"HOUR", 3600e9},
  };
  static constexpr const char* months[] = {"JANUARY",   "FEBRUARY", "MARCH",    "APRIL",
                                           "MAY",       "JUNE",     "JULY",     "AUGUST",
                                           "SEPTEMBER", "OCTOBER",  "NOVEMBER", "DECEMBER"};
  static constexpr const char* days[] = {"SUNDAY",   "MONDAY", "TUESDAY", "WEDNESDAY",
                                         "THURSDAY", "FRIDAY", "SATURDAY"};
  for (const auto& [name, span] : spans) {
    lua_pushnumber(L, span);
    lua_setfield(L, -2, name);
  }
  int month = 0;
  for (const char* name : months) {
    lua_pushnumber(L, ++month);
    lua_setfield(L, -2, name);
  }
  int day = 0;
  for (const char* name : days) {
    lua_pushnumber(L, day++);
    lua_setfield(L, -2, name);
  }
}

void add_layouts(lua_State* L) {
  static constexpr std::pair<const char*, std::string_view> named[] = {
    {"RFC3339", layouts::rfc3339},
    {"RFC3339NANO", layouts::rfc3339_nano},
    {"RFC822", "02 Jan 06 15:04 MST"},
    {"RFC822Z", "02 Jan 06 15:04 -0700"},
    {"RFC850", "Monday, 02-Jan-06 15:04:05 MST"},
    {"RFC1123", "Mon, 02 Jan 2006 15:04:05 MST"},
    {"RFC1123Z", "Mon, 02 Jan 2006 15:04:05 -0700"},
    {"KITCHEN", "3:04PM"},
    {"STAMP", "Jan _2 15:04:05"},
    {"STAMP_MILLI", "Jan _2 15:04:05.000"},
    {"STAMP_MICRO", "Jan _2 15:04:05.000000"},
    {"STAMP_NANO", "Jan _2 15:04:05.000000000"},
    {"DATE_TIME", "2006-01-02 15:04:05"},
    {"DATE_ONLY", "2006-01-02"},
    {"TIME_ONLY", "15:04:05"},
  };
  for (const auto& [name, layout] : named) {
    lua_pushlstring(L, layout.data(), layout.size());
    lua_setfield(L, -2, name);
  }
}

}  // namespace

int open_time(lua_State* L) {
  static const luaL_Reg functions[] = {{"now", l_now},
                                       {"date", l_date},
                                       {"unix", l_unix},
                                       {"parse", l_parse},
                                       {"parse_duration", l_parse_duration},
                                       {"load_location", l_load_location},
                                       {"fixed_zone", l_fixed_zone},
                                       {nullptr, nullptr}};
  register_time_types(L);
  push_members(L, functions);
  add_timer_functions(L);
  add_numbers(L);
  add_layouts(L);
  push_location(L, time_zone::utc());
  lua_setfield(L, -2, "utc");
  push_location(L, time_zone::local());
  lua_setfield(L, -2, "localtz");
  return 1;
}

}  // namespace troupe::runtime::modules
