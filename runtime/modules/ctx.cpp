// The `ctx` module: read-only access to inherited values (process.md section 17).
#include "runtime/heap_bytes.hpp"
#include "runtime/lua/error_object.hpp"
#include "runtime/lua/plain_data.hpp"
#include "runtime/lua/stack.hpp"
#include "runtime/lua/vm.hpp"
#include "runtime/modules/context.hpp"
#include "runtime/modules/open.hpp"

namespace troupe::runtime::modules {

namespace {

void lay_over(document& values, const document& more) {
  if (const document::map* members = more.as_map())
    for (const auto& [key, member] : *members)
      values.set(key, member);
}

}  // namespace

call_context context_overlay::over(call_context base) const {
  if (!values.is_null()) {
    document all = first_as_document(base.values);
    lay_over(all, values);
    base.values = to_value(all);
  }
  if (actor != nullptr)
    base.who = security::with_actor(base.who, actor);
  if (scope != nullptr)
    base.who = security::with_scope(base.who, scope);
  return base;
}

size_t overlay_bytes(const context_overlay& laid) noexcept {
  return heap_bytes(laid.values) + (laid.actor == nullptr ? 0 : security::heap_bytes(*laid.actor))
         + (laid.scope == nullptr ? 0 : security::heap_bytes(*laid.scope));
}

const char* merge_context(lua_State* L, int index, context_overlay& into) {
  document more;
  if (const char* problem = lua::plain_data_at(L, index, more))
    return problem;
  lay_over(into.values, more);
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
