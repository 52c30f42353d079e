#include "runtime/modules/registry_objects.hpp"

#include "runtime/lua/error_object.hpp"
#include "runtime/lua/userdata.hpp"
#include "runtime/modules/arguments.hpp"
#include "runtime/modules/holder.hpp"

namespace troupe::runtime::modules {

namespace {

using registry::version_number;
using history_ptr = std::shared_ptr<const registry::history>;

// Results on their way to the stack, as entry_list.
struct version_list {
  std::vector<registry::version_ptr> versions;
};

constexpr size_t entry_place_bytes = 64;  // of an entry in a snapshot, about; the entries themselves are the history's

lua_Number as_number(version_number number) {
  return static_cast<lua_Number>(number);
}

// ---- Version ----------------------------------------------------------------------------------------------------------

bool fill(version_object& made, const history_ptr& past, registry::version_ptr what) noexcept {
  made.past = past;
  made.what = std::move(what);
  return made.what != nullptr;
}

void push_if(lua_State* L, bool there) {
  if (there)
    return;
  lua_pop(L, 1);
  lua_pushnil(L);
}

int l_version_id(lua_State* L) {
  lua_pushnumber(L, as_number(lua::check_object<version_object>(L, 1).what->number));
  return 1;
}

int l_version_string(lua_State* L) {
  lua_pushfstring(L, "v%d", static_cast<int>(lua::check_object<version_object>(L, 1).what->number));
  return 1;
}

int l_version_tostring(lua_State* L) {
  lua_pushfstring(L, "Version{v%d}", static_cast<int>(lua::check_object<version_object>(L, 1).what->number));
  return 1;
}

int l_version_previous(lua_State* L) {
  const version_object& from = lua::check_object<version_object>(L, 1);
  if (from.what->number == 0) {
    lua_pushnil(L);
    return 1;
  }
  push_version(L, from.past, from.what->parent);
  return 1;
}

int l_version_next(lua_State* L) {
  const version_object& from = lua::check_object<version_object>(L, 1);
  version_object& made = *lua::push_object<version_object>(L);
  push_if(L, fill(made, from.past, registry::newest_child(*from.past, from.what->number)));
  return 1;
}

// ---- History ----------------------------------------------------------------------------------------------------------

const history_ptr& past_at(lua_State* L) {
  return lua::check_object<history_object>(L, 1).past;
}

void fill(version_list& all, const registry::history& past) noexcept {
  all.versions = past.versions();
}

}  // namespace

int push_versions(lua_State* L, const history_ptr& past) {
  version_list& all = *lua::push_object<version_list>(L);
  fill(all, *past);
  lua_createtable(L, static_cast<int>(all.versions.size()), 0);
  for (size_t i = 0; i < all.versions.size(); ++i) {
    fill(*lua::push_object<version_object>(L), past, all.versions[i]);
    lua_rawseti(L, -2, static_cast<int>(i) + 1);
  }
  all.versions = {};
  lua_pushnil(L);
  return 2;
}

namespace {

int l_history_versions(lua_State* L) {
  return push_versions(L, past_at(L));
}

int l_history_get_version(lua_State* L) {
  const history_ptr& past = past_at(L);
  version_number number = 0;
  if (lua_type(L, 2) != LUA_TNUMBER)
    luaL_checktype(L, 2, LUA_TNUMBER);
  if (!version_at(L, 2, number))
    return lua::fail(L, errc::invalid, "a version's number is a whole number, 0 or more");
  push_version(L, past, number);
  if (lua_isnil(L, -1))
    return lua::fail(L, errc::not_found, "version not found");
  lua_pushnil(L);
  return 2;
}

// What went wrong is in `problem`; empty if nothing did.
errc rebuild(snapshot_object& made, const history_ptr& past, version_number number, std::string& problem) noexcept {
  made.past = past;
  made.version = past->get(number);
  auto entries = registry::rebuild(*past, number);
  if (!entries) {
    problem = message_of(entries.error());
    return code_of(entries.error());
  }
  made.entries = std::move(*entries);
  return errc::none;
}

}  // namespace

int push_rebuilt(lua_State* L, const history_ptr& past, version_number number) {
  holder& kept = push_holder(L);
  snapshot_object& made = *lua::push_object<snapshot_object>(L);
  const errc code = rebuild(made, past, number, kept.problem);
  if (code != errc::none)
    return lua::fail(L, code, kept.problem.c_str());
  made.held.settle(L, made.entries.size() * entry_place_bytes);
  lua_pushnil(L);
  return 2;
}

namespace {

int l_history_snapshot_at(lua_State* L) {
  const history_ptr& past = past_at(L);
  version_number number = 0;
  if (!version_at(L, 2, number))
    return lua::fail(L, errc::invalid, "a Version is needed");
  return push_rebuilt(L, past, number);
}

int l_history_tostring(lua_State* L) {
  lua_pushfstring(L, "History{head=v%d}", static_cast<int>(past_at(L)->head()));
  return 1;
}

// ---- Snapshot ---------------------------------------------------------------------------------------------------------

const snapshot_object& snapshot_at(lua_State* L) {
  return lua::check_object<snapshot_object>(L, 1);
}

int answer_list(lua_State* L, entry_list& found) {
  push_entries(L, found);
  lua_pushnil(L);
  return 2;
}

int l_snapshot_entries(lua_State* L) {
  const snapshot_object& from = snapshot_at(L);
  entry_list& all = push_entry_list(L);
  all.entries = from.entries.entries();
  return answer_list(L, all);
}

int l_snapshot_get(lua_State* L) {
  return answer_entry(L, 2, snapshot_at(L).entries);
}

int l_snapshot_find(lua_State* L) {
  const snapshot_object& from = snapshot_at(L);
  if (!lua_isnoneornil(L, 2))
    luaL_checktype(L, 2, LUA_TTABLE);
  entry_list& found = push_entry_list(L);
  find_entries(L, 2, from.entries, found);
  return answer_list(L, found);
}

void find_namespace(const registry::snapshot& among, std::string_view ns, entry_list& into) noexcept {
  into.entries = among.of_namespace(ns);
}

int l_snapshot_namespace(lua_State* L) {
  const snapshot_object& from = snapshot_at(L);
  const std::string_view ns = check_string(L, 2);
  entry_list& found = push_entry_list(L);
  find_namespace(from.entries, ns, found);
  return answer_list(L, found);
}

int l_snapshot_version(lua_State* L) {
  const snapshot_object& from = snapshot_at(L);
  fill(*lua::push_object<version_object>(L), from.past, from.version);
  return 1;
}

int l_snapshot_changes(lua_State* L) {
  snapshot_at(L);
  lua::push_object<changes_object>(L);
  return 1;
}

int l_snapshot_tostring(lua_State* L) {
  const snapshot_object& from = snapshot_at(L);
  lua_pushfstring(L, "Snapshot{v%d, %d entries}", static_cast<int>(from.version->number), static_cast<int>(from.entries.size()));
  return 1;
}

}  // namespace

void push_version(lua_State* L, const history_ptr& past, version_number number) {
  version_object& made = *lua::push_object<version_object>(L);
  push_if(L, fill(made, past, past->get(number)));
}

bool version_at(lua_State* L, int index, version_number& into) noexcept {
  if (const auto* object = lua::object_at<version_object>(L, index)) {
    into = object->what->number;
    return true;
  }
  constexpr lua_Number most = 9007199254740992.0;
  const lua_Number number = lua_type(L, index) == LUA_TNUMBER ? lua_tonumber(L, index) : -1;
  if (!(number >= 0 && number < most))
    return false;
  into = static_cast<version_number>(number);
  return static_cast<lua_Number>(into) == number;
}

void register_registry_objects(lua_State* L) {
  static const luaL_Reg version_methods[] = {{"id", l_version_id},
                                             {"string", l_version_string},
                                             {"previous", l_version_previous},
                                             {"next", l_version_next},
                                             {nullptr, nullptr}};
  static const luaL_Reg version_events[] = {{"__tostring", l_version_tostring}, {nullptr, nullptr}};
  static const luaL_Reg history_methods[] = {{"versions", l_history_versions},
                                             {"get_version", l_history_get_version},
                                             {"snapshot_at", l_history_snapshot_at},
                                             {nullptr, nullptr}};
  static const luaL_Reg history_events[] = {{"__tostring", l_history_tostring}, {nullptr, nullptr}};
  static const luaL_Reg snapshot_methods[] = {{"entries", l_snapshot_entries},   {"get", l_snapshot_get},
                                              {"find", l_snapshot_find},         {"namespace", l_snapshot_namespace},
                                              {"version", l_snapshot_version},   {"changes", l_snapshot_changes},
                                              {nullptr, nullptr}};
  static const luaL_Reg snapshot_events[] = {{"__tostring", l_snapshot_tostring}, {nullptr, nullptr}};
  lua::register_type<version_object>(L, "Version", version_methods, version_events);
  lua::register_type<history_object>(L, "History", history_methods, history_events);
  lua::register_type<snapshot_object>(L, "Snapshot", snapshot_methods, snapshot_events);
  lua::register_type<version_list>(L, "versions", nullptr);
  lua::register_type<entry_list>(L, "entries", nullptr);
}

}  // namespace troupe::runtime::modules
