// What is said when an entry's method is not there: which functions its chunk has, and which of them may be meant.
//
// Thread: the machine's.
#pragma once

#include "runtime/fault.hpp"

#include <string>

struct lua_State;

namespace troupe::runtime::lua {

// What the chunk returned is at `index`.
fault missing_method(lua_State* L, int index, const std::string& method);

// Whether an entry that names no method returned a table of functions, which is at `index`: then one of them was meant to be named.
bool has_functions(lua_State* L, int index);
fault missing_field_method(lua_State* L, int index, const std::string& entry);

}  // namespace troupe::runtime::lua
