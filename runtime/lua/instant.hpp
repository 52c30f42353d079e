// What other parts of the runtime need of the `time` module: making a Time, reading a duration argument.
#pragma once

#include "config/clock.hpp"

#include <chrono>

struct lua_State;

namespace troupe::runtime::lua {

// Pushes a Time in the local zone. Registers the type on first use.
void push_instant(lua_State* L, wall_time when);

// Reads a duration at `index`: a string such as "1h30m", a Duration object, or a number of nanoseconds. False for anything else.
bool duration_at(lua_State* L, int index, std::chrono::nanoseconds& to);

}  // namespace troupe::runtime::lua
