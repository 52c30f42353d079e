// The frames of a coroutine as text. luaL_traceback needs Lua memory and may raise, which a crash for want of memory cannot afford.
//
// Thread: the machine's.
#pragma once

#include <string>
#include <string_view>

struct lua_State;

namespace troupe::runtime::lua {

// One frame a line, innermost first: `ns:name:12: in function 'f'`. A deep stack loses its middle. Works on a coroutine that has
// failed, that was preempted, or that runs. Takes no Lua memory, raises nothing; "" if there is no frame. `error`: the text that was raised,
// which alone knows the innermost line when LuaJIT itself raised it.
std::string traceback(lua_State* thread, std::string_view error = {}) noexcept;

// The innermost line of a program, `ns:name:line`; "" if the thread runs none.
std::string position_of(lua_State* thread) noexcept;

}  // namespace troupe::runtime::lua
