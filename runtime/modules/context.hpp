// Context values: what everything started by a process inherits (process.md section 17).
#pragma once

#include "runtime/effect.hpp"

struct lua_State;

namespace troupe::runtime::modules {

// What a builder lays over the context of whoever uses it. It keeps no context of its own: a builder may outlive the call that made it.
struct context_overlay {
  document values;
  std::shared_ptr<const security::actor> actor;
  std::shared_ptr<const security::scope> scope;

  call_context over(call_context base) const;
};

// What it takes on the heap besides itself, about.
size_t overlay_bytes(const context_overlay& laid) noexcept;

// Adds the table's string-keyed plain data. Does not raise: answers why the table is refused, or null.
const char* merge_context(lua_State* L, int index, context_overlay& into);

}  // namespace troupe::runtime::modules
