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

// What a holder was filled with, which it then gives back.
inline int answer_tree(lua_State* L, holder& made) {
  if (!made.problem.empty())
    return lua::fail(L, errc::internal, made.problem.c_str());
  lua::push_document(L, made.tree);
  made.drop();
  lua_pushnil(L);
  return 2;
}

}  // namespace troupe::runtime::modules
