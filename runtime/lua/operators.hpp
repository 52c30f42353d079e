// The dialect's operators that LuaJIT lacks, as functions that the front-end's output calls (lua-language.md section 1.1).
#pragma once

#include <string_view>

struct lua_State;

namespace troupe::runtime::lua {

inline constexpr const char* operator_names[] = {
  "__troupe_idiv", "__troupe_band", "__troupe_bor", "__troupe_bxor", "__troupe_shl", "__troupe_shr", "__troupe_bnot",
};

// Pushes the function; false if the name is none of operator_names. Raises when memory runs out.
bool push_operator(lua_State* L, std::string_view name);

}  // namespace troupe::runtime::lua
