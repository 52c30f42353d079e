// The userdata of the `time` module and how its files make and read them.
//
// Thread: the machine's. The push and check functions may raise; the objects are filled by functions that do not.
#pragma once

#include "config/clock.hpp"
#include "runtime/effect.hpp"
#include "runtime/lua/lua.hpp"
#include "runtime/modules/time_layout.hpp"
#include "runtime/modules/time_zone.hpp"

#include <chrono>
#include <cstdint>

namespace troupe::runtime::modules {

// A moment and the zone whose clocks show it.
struct time_object {
  int64_t seconds = year_one_seconds;  // since the Unix epoch
  int32_t nanoseconds = 0;             // 0..999'999'999
  zone_ptr zone;

  shown_time shown() const noexcept;
};

struct duration_object {
  std::chrono::nanoseconds span{};
};

struct location_object {
  zone_ptr zone;
};

// One that delivers to a channel, which stands in its environment at 1.
struct timer_object {
  ticket who = 0;
};
struct ticker_object {
  ticket who = 0;
};

// Makes the types known to the machine, once.
void register_time_types(lua_State* L);

// Pushes a Time. Raises if it lies more than three thousand million years off.
time_object& push_time(lua_State* L, int64_t seconds, int32_t nanoseconds, const zone_ptr& zone);
void push_duration(lua_State* L, std::chrono::nanoseconds span);
void push_location(lua_State* L, const zone_ptr& zone);

// The duration at `index`; raises if it is none.
std::chrono::nanoseconds check_duration(lua_State* L, int index);

// The whole part of the number at `index`; raises if it is not a number within the bound.
int64_t check_whole(lua_State* L, int index, double most = part_max);

// Pushes a time's text in a layout.
void push_formatted(lua_State* L, const time_object& when, std::string_view layout);

// Registration of the types that live in files of their own.
void register_time_value(lua_State* L);
void register_timers(lua_State* L);

// The functions after, sleep, timer, ticker, for the table on top of the stack.
void add_timer_functions(lua_State* L);

}  // namespace troupe::runtime::modules
