// Tables of C functions whose members come into being when they are first asked for: a module has dozens, a program uses three, and
// every process pays for what is made.
//
// Thread: the machine's. Everything here may raise for memory.
#pragma once

#include "runtime/lua/lua.hpp"

namespace troupe::runtime::lua {

// Pushes a table with these functions. The list must live as long as the program.
void push_members(lua_State* L, const luaL_Reg* functions);

// Pushes what a metatable has as `__index` until a first method is asked for: it then puts such a table in its own place.
void push_methods(lua_State* L, const luaL_Reg* functions);

// Lets `pairs` see all members of such a table, whose metatable is on top, when it is frozen.
void show_to_pairs(lua_State* L);

// Adds more of them to such a table on top of the stack.
void add_members(lua_State* L, const luaL_Reg* functions);

// The same for members that are no functions: each is what its opener pushes when the member is first asked for.
void add_opened_members(lua_State* L, const luaL_Reg* openers);

}  // namespace troupe::runtime::lua
