// How many machines may compile at a time. LuaJIT maps machine code per state within 2 GiB of its interpreter, in pieces of 64 KiB, so
// a million states cannot all have some.
//
// Thread: any.
#pragma once

struct lua_State;

namespace troupe::runtime::lua::compiler_budget {

// Reserves a place; false if all are taken, or compiling is off. Give it back when the machine goes.
bool take() noexcept;
void give_back() noexcept;

// A lua_CFunction: turns the JIT of the state on without leaving its `jit` library to the program. May raise for memory.
int turn_on(lua_State* L);

}  // namespace troupe::runtime::lua::compiler_budget
