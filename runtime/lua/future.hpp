// Futures: a call under way, as an object (process.md section 14).
#pragma once

#include "runtime/effect.hpp"
#include "runtime/lua/memory_account.hpp"

struct lua_State;

namespace troupe::runtime::lua {

// Its environment holds its channel at 1 and, once it is complete, the payload or error that came at 2.
struct future_object {
  enum class state : uint8_t { pending, done, failed, canceled } now = state::pending;
  ticket who = 0;
  outside_memory held;  // arguments of the call under way
};

// Pushes a pending future and makes the machine expect its completion. The call's arguments are so many bytes; they count as held by the
// future while the call is under way, wherever it waits.
void push_future(lua_State* L, ticket who, size_t argument_bytes);

// Sets the outcome of the future at `index`, a failure if there is one, and feeds its channel.
void complete_future(lua_State* L, int index, const fault* failure, const value& results);

void register_future_type(lua_State* L);

}  // namespace troupe::runtime::lua
