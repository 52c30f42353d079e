// Lua's own libraries, cut down to what lua-language.md part 2 allows, and small services that several modules share.
//
// Thread: the machine's. Everything here may raise for memory.
#pragma once

#include "config/log.hpp"

#include <string_view>

struct lua_State;

namespace troupe::runtime::lua {

inline constexpr const char* standard_names[] = {"string", "table", "math", "coroutine", "package"};

bool is_standard(std::string_view name) noexcept;

// Whether a list of modules may name it without effect: Lua's own libraries, and what every program has as a global.
bool is_always_there(std::string_view name) noexcept;

// String methods open the library of strings.
void guard_string_methods(lua_State* L);

// Pushes the frozen library of that name; false if it is none of standard_names.
bool push_standard(lua_State* L, std::string_view name);

// Pushes the value at `index` as text, as tostring does (`__tostring` included).
void push_text(lua_State* L, int index);

// Writes a log record of the running process: fields `pid` and `location` come first, then the table at `fields_index` (0: none).
void log_from(lua_State* L, log::level severity, std::string_view logger, const char* message, int fields_index = 0);

}  // namespace troupe::runtime::lua
