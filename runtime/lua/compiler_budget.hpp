// How many machines may compile at a time. LuaJIT maps machine code per state within 2 GiB of its interpreter, in pieces of 64 KiB, so
// a million states cannot all have some.
//
// Thread: any.
#pragma once

#include <cstdint>

struct lua_State;

namespace troupe::runtime::lua::compiler_budget {

// What speaks for a machine: it used up a quantum, or was merely woken often.
enum class claim : uint8_t { overran, busy };

// Reserves a place; false if all that the claim may have are taken, or compiling is off. Give it back when the machine goes.
bool take(claim why) noexcept;
void give_back() noexcept;

// A lua_CFunction: turns the JIT of the state on without leaving its `jit` library to the program. May raise for memory.
int turn_on(lua_State* L);

}  // namespace troupe::runtime::lua::compiler_budget
