// Futures: a call under way, as an object (process.md section 14).
#pragma once

#include "runtime/effect.hpp"

struct lua_State;

namespace troupe::runtime::lua {

struct future_object {
  enum class state : uint8_t { pending, done, failed, canceled } now = state::pending;
  ticket who = 0;
  value result;
  fault failure;
};

// Pushes a pending future with its channel (in its environment at 1) and makes the machine expect its completion.
void push_future(lua_State* L, ticket who);

// Sets the outcome of the future at `index` and feeds its channel.
void complete_future(lua_State* L, int index, message& letter);

void register_future_type(lua_State* L);

}  // namespace troupe::runtime::lua
