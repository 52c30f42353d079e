// Entries to a Lua stack and back.
#include "registry/filter.hpp"
#include "runtime/lua/error_object.hpp"
#include "runtime/lua/plain_data.hpp"
#include "runtime/lua/userdata.hpp"
#include "runtime/lua/vm.hpp"
#include "runtime/modules/arguments.hpp"
#include "runtime/modules/registry_objects.hpp"

#include <algorithm>

namespace troupe::runtime::modules {

using lua::vm;

// ---- to Lua -----------------------------------------------------------------------------------------------------------

namespace {

void push_id_text(lua_State* L, const entry_id& id) {
  if (id.ns.empty())
    return push(L, id.name);
  push(L, id.ns);
  lua_pushlstring(L, ":", 1);
  push(L, id.name);
  lua_concat(L, 3);
}

}  // namespace

void push_entry(lua_State* L, const registry::entry& from, int id_index) {
  lua_createtable(L, 0, 4);
  if (id_index != 0 && !from.id.ns.empty())
    lua_pushvalue(L, id_index);
  else
    push_id_text(L, from.id);
  lua_setfield(L, -2, "id");
  push(L, from.kind);
  lua_setfield(L, -2, "kind");
  lua::push_document(L, from.meta);
  lua_setfield(L, -2, "meta");
  if (!from.data.is_null()) {
    lua::push_document(L, from.data);
    lua_setfield(L, -2, "data");
  }
}

entry_list& push_entry_list(lua_State* L) {
  return *lua::push_object<entry_list>(L);
}

void push_entries(lua_State* L, entry_list& from) {
  vm& self = vm::of(L);
  if (self.world().identity() != nullptr)
    std::erase_if(from.entries, [&](const registry::entry_ptr& each) { return !self.may("registry.get", each->id.text()); });
  lua_createtable(L, static_cast<int>(from.entries.size()), 0);
  for (size_t i = 0; i < from.entries.size(); ++i) {
    push_entry(L, *from.entries[i]);
    lua_rawseti(L, -2, static_cast<int>(i) + 1);
  }
  from.drop();
}

void find_entries(lua_State* L, int index, const registry::snapshot& among, entry_list& into) noexcept {
  const registry::entry_filter wanted{lua_istable(L, index) ? lua::document_at(L, index) : document{}};
  for (const std::string& key : wanted.ignored())
    vm::of(L).world().write_log(log::level::warn, "registry", "find: filter key \"" + key + "\" is ignored", {});
  into.entries = among.find(wanted);
}

const registry::entry* find_entry(const registry::snapshot& among, std::string_view id) noexcept {
  return among.find_text(id);
}

int answer_entry(lua_State* L, int index, const registry::snapshot& among) {
  if (!push_id(L, index))
    return luaL_error(L, "an entry's id is a string, or a table with ns and name");
  const std::string_view id = string_at(L, -1);
  if (!vm::of(L).may("registry.get", id))
    return lua::fail(L, errc::permission_denied, lua_pushfstring(L, "not allowed to access entry: %s", id.data()));
  const registry::entry* found = find_entry(among, id);
  if (found == nullptr)
    return lua::fail(L, errc::not_found, lua_pushfstring(L, "entry not found: %s", id.data()));
  push_entry(L, *found, lua_gettop(L));
  lua_pushnil(L);
  return 2;
}

// ---- from Lua ---------------------------------------------------------------------------------------------------------

bool push_id(lua_State* L, int index) {
  if (is_string(L, index)) {
    lua_pushvalue(L, index);
    return true;
  }
  if (!lua_istable(L, index))
    return false;
  lua_getfield(L, index, "ns");
  lua_getfield(L, index, "name");
  if ((!lua_isnil(L, -2) && !is_string(L, -2)) || !is_string(L, -1)) {
    lua_pop(L, 2);
    return false;
  }
  const bool bare = lua_isnil(L, -2) || lua_objlen(L, -2) == 0;
  if (!bare) {
    lua_pushlstring(L, ":", 1);
    lua_insert(L, -2);
    lua_concat(L, 3);
    return true;
  }
  lua_remove(L, -2);
  return true;
}

const char* push_entry_parts(lua_State* L, int index) {
  if (!lua_istable(L, index))
    return "an entry is a table with id and kind";
  lua_getfield(L, index, "kind");
  lua_getfield(L, index, "id");
  const bool has_id = push_id(L, lua_gettop(L));
  if (has_id)
    lua_remove(L, -2);
  if (!has_id || lua_objlen(L, -1) == 0) {
    lua_pop(L, 2);
    return "an entry needs an id: a string, or a table with ns and name";
  }
  if (!is_string(L, -2) || lua_objlen(L, -2) == 0) {
    lua_pop(L, 2);
    return "an entry needs a kind, which is a string";
  }
  lua_getfield(L, index, "meta");
  lua_getfield(L, index, "data");
  return nullptr;
}

registry::entry_ptr read_entry(lua_State* L, const char*& problem) noexcept {
  const int top = lua_gettop(L);
  auto made = std::make_shared<registry::entry>();
  made->kind = string_at(L, top - 3);
  made->id = entry_id::parse(string_at(L, top - 2));
  if (lua_istable(L, top - 1)) {
    problem = lua::plain_data_at(L, top - 1, made->meta);
    if (problem == nullptr && !made->meta.is_map())
      problem = "meta is a table of names";
  }
  if (problem == nullptr && !lua_isnil(L, top))
    problem = lua::plain_data_at(L, top, made->data);
  return problem == nullptr ? std::move(made) : nullptr;
}

}  // namespace troupe::runtime::modules
