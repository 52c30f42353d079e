// Context values: what everything started by a process inherits (process.md section 17).
#pragma once

#include "runtime/effect.hpp"

struct lua_State;

namespace troupe::runtime::modules {

// Lays the table's string-keyed plain data over the values. Does not raise: answers why the table is refused, or null.
const char* merge_context(lua_State* L, int index, call_context& into);

}  // namespace troupe::runtime::modules
