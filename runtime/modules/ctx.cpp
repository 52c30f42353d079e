// The `ctx` module: read-only access to inherited values (process.md section 17).
#include "runtime/lua/error_object.hpp"
#include "runtime/lua/stack.hpp"
#include "runtime/lua/vm.hpp"
#include "runtime/modules/context.hpp"
#include "runtime/modules/open.hpp"

namespace troupe::runtime::modules {

const char* merge_context(lua_State* L, int index, call_context& into) {
  document more;
  if (const char* problem = lua::plain_data_at(L, index, more))
    return problem;
  document values = first_as_document(into.values);
  if (const document::map* members = more.as_map())
    for (const auto& [key, member] : *members)
      values.set(key, member);
  into.values = to_value(values);
  return nullptr;
}

namespace {

using lua::vm;

int l_get(lua_State* L) {
  luaL_checktype(L, 1, LUA_TSTRING);
  const char* key = lua_tostring(L, 1);
  if (*key == '\0')
    return lua::fail(L, errc::invalid, "empty key");
  lua::push_first(L, vm::of(L).context().values);
  if (lua_istable(L, -1)) {
    lua_pushvalue(L, 1);
    lua_rawget(L, -2);
    if (!lua_isnil(L, -1)) {
      lua_pushnil(L);
      return 2;
    }
  }
  return lua::fail(L, errc::not_found, lua_pushfstring(L, "key not found: %s", key));
}

int l_all(lua_State* L) {
  lua::push_first(L, vm::of(L).context().values);
  if (!lua_istable(L, -1))
    lua_newtable(L);
  lua_pushnil(L);
  return 2;
}

}  // namespace

int open_ctx(lua_State* L) {
  static const luaL_Reg functions[] = {{"get", l_get}, {"all", l_all}, {nullptr, nullptr}};
  push_members(L, functions);
  return 1;
}

}  // namespace troupe::runtime::modules
