// Actors and scopes as Lua objects, for the modules that take them.
//
// Thread: the machine's. The functions may raise.
#pragma once

#include "runtime/modules/context.hpp"

struct lua_State;

namespace troupe::runtime::modules {

// Raises unless the value at `index` is an actor, or a scope.
void check_actor(lua_State* L, int index);
void check_scope(lua_State* L, int index);

// `with_actor(a)` and `with_scope(s)` of builders, once the argument is checked.
void set_actor(lua_State* L, int index, context_overlay& into);
void set_scope(lua_State* L, int index, context_overlay& into);

}  // namespace troupe::runtime::modules
