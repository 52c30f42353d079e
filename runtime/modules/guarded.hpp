// Functions of modules that a policy may deny: each row says what it takes to call one.
//
// Thread: the machine's.
#pragma once

#include "config/errc.hpp"
#include "runtime/lua/lua.hpp"

namespace troupe::runtime::modules {

// The actions of what looks at the host and of what changes it.
inline constexpr const char* system_read = "system.read";
inline constexpr const char* system_control = "system.control";

// A function and what it takes to call it. The tables of rows are constants that live for ever.
struct guarded {
  const char* name;
  lua_CFunction call;
  const char* action;
  const char* resource;                  // null: the first argument
  const char* action_to_set = nullptr;   // where an argument makes it a change
  errc denial = errc::invalid;
};

inline constexpr guarded guarded_end{nullptr, nullptr, nullptr, nullptr};

// Adds them to the table on top, up to `guarded_end`. May raise.
void add_guarded(lua_State* L, const guarded* row);

}  // namespace troupe::runtime::modules
