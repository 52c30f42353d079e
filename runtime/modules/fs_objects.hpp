// What the modules `fs` and `loader` share: how they ask for what lies in a file system, and how the answer is pushed.
//
// Thread: the machine's.
#pragma once

#include "runtime/lua/error_object.hpp"
#include "runtime/lua/lua.hpp"
#include "runtime/lua/stack.hpp"
#include "runtime/lua/vm.hpp"

namespace troupe::runtime::modules {

// Pushes what became of a request, `failure` is null if it went well; answers how many values. What was kept for it stands on top.
using pushed_outcome = int (*)(lua_State* L, const fault* failure, const value& body);

int push_value(lua_State* L, const fault* failure, const value& body);  // `value, nil`, or `nil, error`
int push_done(lua_State* L, const fault* failure, const value& body);   // `true, nil`, or `false, error`

// `false, error`.
int fail_done(lua_State* L, errc kind, const char* message);

// Performs the request that was filled. Where the program cannot wait it is answered at once.
template <pushed_outcome Push>
int ask_files(lua_State* L, int kept = 0) {
  lua::vm& self = lua::vm::of(L);
  if (self.running(L) != nullptr)
    return self.submit(L, [](lua_State* to, message& letter) { return Push(to, letter.failure.get(), letter.body); }, kept);
  self.request_in_place<file_request>().at_once = true;
  const reply& how = self.submit_now();
  if (kept != 0)
    lua_pushvalue(L, kept);
  return Push(L, how.how == reply::state::failed ? &how.failure : nullptr, how.results);
}

// Begins a request; nothing here raises.
file_request& begin_request(lua::vm& self, file_request::action what) noexcept;

// Asks for the file system that the string at 1 names. False, and `nil, error` is pushed, if the process cannot have it.
bool find_volume(lua_State* L, std::string_view id);

// Begins a request about a path in a file system. Answers what is wrong with the path, or null.
const char* begin_request(lua::vm& self, file_request::action what, std::string_view volume, std::string_view from, std::string_view path) noexcept;

}  // namespace troupe::runtime::modules
