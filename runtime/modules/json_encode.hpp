// Lua values as JSON text (lua-language.md part 2 `json`).
#pragma once

#include "runtime/modules/text_builder.hpp"

namespace troupe::runtime::modules {

// Appends the value at `index`; answers why it cannot be encoded, or null. May raise for memory.
const char* encode_json(lua_State* L, int index, text_builder& to);

}  // namespace troupe::runtime::modules
