#include "runtime/modules/guarded.hpp"

#include "runtime/lua/error_object.hpp"
#include "runtime/lua/vm.hpp"

namespace troupe::runtime::modules {

namespace {

// Upvalue 1 is the row of the function.
int l_guarded(lua_State* L) {
  const auto& row = *static_cast<const guarded*>(lua_touserdata(L, lua_upvalueindex(1)));
  const char* action = row.action_to_set != nullptr && !lua_isnoneornil(L, 1) ? row.action_to_set : row.action;
  const char* resource = row.resource != nullptr ? row.resource : luaL_checkstring(L, 1);
  if (lua::vm::of(L).may(action, resource))
    return row.call(L);
  const char* text = *resource == '\0' ? lua_pushfstring(L, "permission denied: %s", action)
                                       : lua_pushfstring(L, "permission denied: %s on %s", action, resource);
  return lua::fail(L, row.denial, text);
}

}  // namespace

void add_guarded(lua_State* L, const guarded* row) {
  for (; row->name != nullptr; ++row) {
    lua_pushlightuserdata(L, const_cast<guarded*>(row));
    lua_pushcclosure(L, l_guarded, 1);
    lua_setfield(L, -2, row->name);
  }
}

}  // namespace troupe::runtime::modules
