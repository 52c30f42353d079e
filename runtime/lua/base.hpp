// The functions of Lua's base library that lua-language.md part 2 allows: no loaders, no environments, no collector.
//
// A process uses few of them, so each comes into being when it is first named.
// Thread: the machine's. Everything here may raise for memory.
#pragma once

#include <string_view>

struct lua_State;

namespace troupe::runtime::lua {

// Prepares the globals of a fresh state.
void open_base(lua_State* L);

// Pushes the global of that name; false, and pushes nothing, if the base library has none.
bool push_base(lua_State* L, std::string_view name);

// Pushes a new table with the functions of the coroutine library.
void push_coroutine_functions(lua_State* L);

// Puts all of them into the table on top of the stack.
void add_whole_base(lua_State* L);

}  // namespace troupe::runtime::lua
