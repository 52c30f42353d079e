// The builtin type values `integer number boolean any unknown never table` and `string` as a callable (lua-language.md section 1.6):
// `integer(v)` validates and answers v, `number:is(v)` answers v or nil and an error.
#pragma once

#include <string_view>

struct lua_State;

namespace troupe::runtime::lua {

inline constexpr const char* builtin_type_names[] = {"integer", "number", "boolean", "any", "unknown", "never"};

// Pushes the type value; false if the name is none of the above. Raises when memory runs out.
bool push_builtin_type(lua_State* L, std::string_view name);

// Makes the library table on top callable as the type `string`: sets `__call` of its metatable.
void make_string_callable(lua_State* L);

}  // namespace troupe::runtime::lua
