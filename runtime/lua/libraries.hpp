// The globals of a machine: the base library without what a program must not have, and the libraries and modules it may use,
// each opened when it is first named (a spawn that uses three of them pays for three).
//
// Thread: the machine's. Everything here raises when memory runs out.
#pragma once

#include <cstddef>
#include <string_view>

struct lua_State;

namespace troupe::runtime::lua {

struct program;

// Sets up the globals for any program. Called once, protected.
void open_libraries(lua_State* L);

// Fits a machine to its program, if it needs that: one that may walk _G or give it a metatable of its own finds every library opened,
// confined code finds the globals it was given. Called once, protected, after open_libraries.
bool needs_adoption(const program& code);
void adopt_program(lua_State* L, const program& code);

// Opens what nearly every process uses, ahead of need.
void open_common_modules(lua_State* L);

// Pushes what the library imported under that name returned, as the calling code or else anyone in the machine names it; false if
// there is none, or it is not loaded.
bool push_imported_library(lua_State* L, std::string_view alias);

// Keeps the value on top as the result of library unit `i` and pops it.
void keep_library(lua_State* L, size_t unit);

// Stores into the table on top, a library or module, raise from now on, and programs do not see its metatable.
void freeze(lua_State* L);

}  // namespace troupe::runtime::lua
