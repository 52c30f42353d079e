// The `registry` module (registry.md section 3): entries, versions, changes.
//
// Reading takes what was published last and asks nobody; only a change is a request.
#include "runtime/lua/error_object.hpp"
#include "runtime/lua/userdata.hpp"
#include "runtime/lua/vm.hpp"
#include "runtime/modules/arguments.hpp"
#include "runtime/modules/open.hpp"
#include "runtime/modules/registry_objects.hpp"

namespace troupe::runtime::modules {

namespace {

using lua::vm;

// Null where a program has no registry; the caller answers `absent`.
const registry::published* see(lua_State* L) {
  return vm::of(L).see_registry();
}

int absent(lua_State* L) {
  return lua::fail(L, errc::unavailable, "there is no registry here");
}

int l_get(lua_State* L) {
  const registry::published* now = see(L);
  if (now == nullptr)
    return absent(L);
  const int results = answer_entry(L, 1, now->entries);
  vm::of(L).forget_registry();
  return results;
}

int l_find(lua_State* L) {
  if (!lua_isnoneornil(L, 1))
    luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 1);
  const registry::published* now = see(L);
  if (now == nullptr)
    return absent(L);
  entry_list& found = push_entry_list(L);
  find_entries(L, 1, now->entries, found);
  vm::of(L).forget_registry();
  push_entries(L, found);
  lua_pushnil(L);
  return 2;
}

int l_parse_id(lua_State* L) {
  const std::string_view text = check_string(L, 1);
  const size_t colon = text.find(':');
  const bool bare = colon == std::string_view::npos;
  lua_createtable(L, 0, 2);
  push(L, bare ? std::string_view{} : text.substr(0, colon));
  lua_setfield(L, -2, "ns");
  push(L, bare ? text : text.substr(colon + 1));
  lua_setfield(L, -2, "name");
  return 1;
}

void fill(snapshot_object& made, const registry::published& from) noexcept {
  static_cast<registry::published&>(made) = from;
}

int l_snapshot(lua_State* L) {
  const registry::published* now = see(L);
  if (now == nullptr)
    return absent(L);
  fill(*lua::push_object<snapshot_object>(L), *now);
  vm::of(L).forget_registry();
  lua_pushnil(L);
  return 2;
}

void fill(history_object& made, const registry::published& from) noexcept {
  made.past = from.past;
}

history_object* push_history(lua_State* L) {
  const registry::published* now = see(L);
  if (now == nullptr)
    return nullptr;
  history_object& made = *lua::push_object<history_object>(L);
  fill(made, *now);
  vm::of(L).forget_registry();
  return &made;
}

int l_history(lua_State* L) {
  if (push_history(L) == nullptr)
    return absent(L);
  lua_pushnil(L);
  return 2;
}

int l_snapshot_at(lua_State* L) {
  registry::version_number number = 0;
  if (!version_at(L, 1, number) || number == 0)
    return lua::fail(L, errc::invalid, "a version's number is a whole number above 0");
  const history_object* past = push_history(L);
  return past == nullptr ? absent(L) : push_rebuilt(L, past->past, number);
}

int l_current_version(lua_State* L) {
  const registry::published* now = see(L);
  if (now == nullptr)
    return absent(L);
  push_version(L, now->past, now->version->number);
  vm::of(L).forget_registry();
  lua_pushnil(L);
  return 2;
}

int l_versions(lua_State* L) {
  const history_object* past = push_history(L);
  return past == nullptr ? absent(L) : push_versions(L, past->past);
}

}  // namespace

int open_registry(lua_State* L) {
  static const luaL_Reg functions[] = {{"get", l_get},
                                       {"find", l_find},
                                       {"parse_id", l_parse_id},
                                       {"snapshot", l_snapshot},
                                       {"snapshot_at", l_snapshot_at},
                                       {"current_version", l_current_version},
                                       {"versions", l_versions},
                                       {"history", l_history},
                                       {"apply_version", l_registry_apply_version},
                                       {"build_delta", l_registry_build_delta},
                                       {nullptr, nullptr}};
  register_registry_objects(L);
  register_registry_changes(L);
  push_members(L, functions);
  return 1;
}

}  // namespace troupe::runtime::modules
