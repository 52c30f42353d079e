// The error object of Lua code: a userdata that holds a fault (process.md section 15, lua-language.md part 2 `errors`).
//
// Thread: the machine's. Lifetime: the userdata's; `__gc` destroys the fault.
#pragma once

#include "runtime/fault.hpp"
#include "runtime/lua/memory_account.hpp"

#include <string>
#include <string_view>

struct lua_State;

namespace troupe::runtime::lua {

struct error_object {
  fault what;
  std::string contexts;  // "outer: inner: ", set by errors.wrap; part of tostring, not of message()
  outside_memory held;
};

// Pushes an empty error object, to be filled at once and then settled. Raises when memory runs out.
error_object* push_error(lua_State* L);

// Charges the machine for what the error holds by now. Raises when memory runs out.
void settle(lua_State* L, error_object& error);

// Pushes an error object with a copy of the fault; gives it a stack text if it has none. Raises when memory runs out.
void push_fault(lua_State* L, const fault& what);

// Null if the value is no error object.
error_object* error_at(lua_State* L, int index);

// Fills from an encoded item; `details` are the bytes of one item.
void fill_error(error_object& error, std::string_view kind, std::string_view message, int retryable,
                std::string_view details) noexcept;

// The value at `index` as a fault, as an uncaught error or a second result means it: an error object is itself, anything else
// becomes kind Internal with its text and unknown retryability.
fault fault_at(lua_State* L, int index);

// Pushes nil and an error object, answers 2: `return fail(L, ...)`. The texts are copied first. May raise for memory.
int fail(lua_State* L, errc kind, const char* message);
int fail(lua_State* L, const fault& what);


}  // namespace troupe::runtime::lua
