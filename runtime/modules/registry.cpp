// The `registry` module, reading half: `get`, `find`, `parse_id` (registry.md section 3). Changes at run time are not in this build.
#include "runtime/lua/error_object.hpp"
#include "runtime/lua/stack.hpp"
#include "runtime/lua/vm.hpp"
#include "runtime/modules/open.hpp"

namespace troupe::runtime::modules {

namespace {

using lua::vm;

int l_get(lua_State* L) {
  luaL_checktype(L, 1, LUA_TSTRING);
  vm& self = vm::of(L);
  auto& request = self.request<registry_request>();
  request.what = registry_request::action::get;
  request.id = lua_tostring(L, 1);
  self.submit_now();
  return self.push_reply(L);
}

int l_find(lua_State* L) {
  if (!lua_isnoneornil(L, 1))
    luaL_checktype(L, 1, LUA_TTABLE);
  vm& self = vm::of(L);
  auto& request = self.request<registry_request>();
  request.what = registry_request::action::find;
  request.filter = lua::document_at(L, 1);
  self.submit_now();
  return self.push_reply(L);
}

int l_parse_id(lua_State* L) {
  luaL_checktype(L, 1, LUA_TSTRING);
  const char* text = lua_tostring(L, 1);
  const char* colon = text;
  while (*colon != '\0' && *colon != ':')
    ++colon;
  lua_createtable(L, 0, 2);
  lua_pushlstring(L, text, *colon == ':' ? static_cast<size_t>(colon - text) : 0);
  lua_setfield(L, -2, "ns");
  lua_pushstring(L, *colon == ':' ? colon + 1 : text);
  lua_setfield(L, -2, "name");
  return 1;
}

int l_unavailable(lua_State* L) {
  return lua::fail(L, errc::unavailable,
                   lua_pushfstring(L, "registry.%s is not available in this build", lua_tostring(L, lua_upvalueindex(1))));
}

}  // namespace

int open_registry(lua_State* L) {
  static const luaL_Reg functions[] = {{"get", l_get}, {"find", l_find}, {"parse_id", l_parse_id}, {nullptr, nullptr}};
  push_members(L, functions);
  for (const char* later : {"snapshot", "snapshot_at", "current_version", "versions", "history", "apply_version", "build_delta"}) {
    lua_pushstring(L, later);
    lua_pushcclosure(L, l_unavailable, 1);
    lua_setfield(L, -2, later);
  }
  return 1;
}

}  // namespace troupe::runtime::modules
