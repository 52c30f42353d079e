// What an empty table was, as far as LuaJIT's own representation tells.
#pragma once

struct lua_State;

namespace troupe::runtime::lua {

// True if the empty table at `index` once held string keys, or was made with room for some, as decoded empty objects are. With
// the packaged LuaJIT, whose internals are not known, always false.
bool was_object(lua_State* L, int index) noexcept;

// Pushes an empty table of which `was_object` is true. Raises when memory runs out.
void push_empty_object(lua_State* L);

}  // namespace troupe::runtime::lua
