// Library functions written in Lua: those that call back into the program (a C function that calls Lua cannot be yielded through, so a
// callback under it could not be preempted), and one that LuaJIT has otherwise.
//
// Thread: the machine's. Everything here raises when memory runs out.
#pragma once

struct lua_State;

namespace troupe::runtime::lua {

// Pushes table.sort: Lua 5.1's algorithm, so that equal elements end where they would.
void push_preemptible_sort(lua_State* L);

// Pushes string.gsub; `strings` is the index of the string library.
void push_preemptible_gsub(lua_State* L, int strings);

// Replaces math.random by one that raises for an empty interval; `mathematics` is the index of the library.
void replace_random(lua_State* L, int mathematics);

// Replaces math.log by one that has no base.
void replace_log(lua_State* L, int mathematics);

// Replaces LuaJIT's xpcall on top of the stack by one that passes no arguments to the function.
void replace_xpcall(lua_State* L);

// Replaces resume and wrap in the coroutine library at `coroutines` by ones that pass a preemption outwards, and whose nesting
// is bounded (limits::coroutine_depth_max): LuaJIT runs each on the C stack.
void replace_resume(lua_State* L, int coroutines);

}  // namespace troupe::runtime::lua
