// Tables of C functions whose members come into being when they are first asked for: a module has dozens, a program uses three, and
// every process pays for what is made.
//
// Thread: the machine's. Everything here may raise for memory.
#pragma once

#include "runtime/lua/lua.hpp"

namespace troupe::runtime::lua {

// Pushes a table with these functions. The list must live as long as the program.
void push_members(lua_State* L, const luaL_Reg* functions);

// Adds more of them to such a table on top of the stack.
void add_members(lua_State* L, const luaL_Reg* functions);

}  // namespace troupe::runtime::lua
