// Type values (lua-language.md section 1.6): what `type X = ...` binds, and the builtin ones `integer number boolean any unknown never`
// and `string` as a callable. `X(v)` validates and answers v, `X:is(v)` answers v or nil and an error, the rest is reflection.
//
// Thread: the machine's. Everything here raises when memory runs out.
#pragma once

#include <string_view>

struct lua_State;

namespace troupe::runtime::lua {

inline constexpr const char* builtin_type_names[] = {"integer", "number", "boolean", "any", "unknown", "never"};

// Pushes the type value; false if the name is none of the above.
bool push_builtin_type(lua_State* L, std::string_view name);

// Makes the library table on top callable as the type `string`: sets `__call` of its metatable.
void make_string_callable(lua_State* L);

// Pushes the function the front-end's output calls for the types a chunk declares (runtime/syntax/translate.hpp).
void push_types_function(lua_State* L);

}  // namespace troupe::runtime::lua
