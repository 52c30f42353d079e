// How most functions of modules answer: `value, nil` or `nil, error`.
//
// Thread: the machine's. Everything here may raise for memory.
#pragma once

#include "runtime/lua/error_object.hpp"
#include "runtime/lua/lua.hpp"
#include "runtime/lua/plain_data.hpp"
#include "runtime/lua/vm.hpp"
#include "runtime/modules/holder.hpp"

namespace troupe::runtime::modules {

// Results of an effect come alone: adds the nil behind a single one.
inline int with_nil(lua_State* L, int results) {
  if (results != 1)
    return results;
  lua_pushnil(L);
  return 2;
}

// Performs the request that was filled, which is answered at once.
inline int answer_now(lua_State* L) {
  lua::vm& self = lua::vm::of(L);
  self.submit_now();
  return with_nil(L, self.push_reply(L));
}

// `nil, error` for a text that is longer than it may be.
inline int refuse_long(lua_State* L, const char* what, size_t bytes_max) {
  return lua::fail(L, errc::invalid, lua_pushfstring(L, "%s is longer than %d bytes", what, static_cast<int>(bytes_max)));
}

// `nil, error` with the problem of a holder, which then gives back what it has.
inline int fail_with(lua_State* L, errc kind, holder& made) {
  lua::fail(L, kind, made.problem.c_str());
  made.drop();
  return 2;
}

// What a holder was filled with, which it then gives back.
inline int answer_tree(lua_State* L, holder& made) {
  if (!made.problem.empty())
    return fail_with(L, errc::internal, made);
  lua::push_document(L, made.tree);
  made.drop();
  lua_pushnil(L);
  return 2;
}

}  // namespace troupe::runtime::modules
