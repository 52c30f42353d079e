// The `workflow` module: what a workflow knows of itself (workflow.md section 5).
#include "runtime/lua/error_object.hpp"
#include "runtime/lua/plain_data.hpp"
#include "runtime/lua/stack.hpp"
#include "runtime/lua/vm.hpp"
#include "runtime/modules/open.hpp"

#include <cmath>

namespace troupe::runtime::modules {

namespace {

using lua::fail;
using lua::vm;

void set(lua_State* L, const char* key, const std::string& text) {
  lua_pushlstring(L, text.data(), text.size());
  lua_setfield(L, -2, key);
}

void set(lua_State* L, const char* key, double number) {
  lua_pushnumber(L, number);
  lua_setfield(L, -2, key);
}

int l_info(lua_State* L) {
  const auto now = vm::of(L).world().workflow();
  if (!now) {
    lua_pushnil(L);
    lua_pushnil(L);
    return 2;
  }
  lua_createtable(L, 0, 8);
  set(L, "workflow_id", now->workflow_id);
  set(L, "run_id", now->run_id);
  set(L, "workflow_type", now->type);
  set(L, "task_queue", now->task_queue);
  set(L, "namespace", now->name_space);
  set(L, "attempt", static_cast<double>(now->attempt));
  set(L, "history_length", static_cast<double>(now->history_length));
  set(L, "history_size", static_cast<double>(now->history_bytes));
  lua_pushnil(L);
  return 2;
}

int push_count(lua_State* L, uint64_t workflow_info::*count) {
  const auto now = vm::of(L).world().workflow();
  lua_pushnumber(L, now ? static_cast<double>((*now).*count) : 0);
  lua_pushnil(L);
  return 2;
}

int l_history_length(lua_State* L) { return push_count(L, &workflow_info::history_length); }
int l_history_size(lua_State* L) { return push_count(L, &workflow_info::history_bytes); }

int l_version(lua_State* L) {
  luaL_checktype(L, 1, LUA_TSTRING);
  const double least = luaL_checknumber(L, 2);
  const double newest = luaL_checknumber(L, 3);
  if (lua_objlen(L, 1) == 0)
    return fail(L, errc::invalid, "change ID required");
  if (least > newest)
    return fail(L, errc::invalid, "min_supported cannot be greater than max_supported");
  vm& self = vm::of(L);
  auto& request = self.request<workflow_request>();
  request.what = workflow_request::action::version;
  request.change = lua_tostring(L, 1);
  request.least = static_cast<int64_t>(least);
  request.newest = static_cast<int64_t>(newest);
  return self.submit(L);
}

int l_exec(lua_State* L) {
  if (lua_type(L, 1) != LUA_TSTRING || lua_objlen(L, 1) == 0)
    return fail(L, errc::invalid, "workflow ID required");
  const entry_id id = entry_id::parse(lua_tostring(L, 1));
  if (id.ns.empty() || id.name.empty())
    return fail(L, errc::invalid, "invalid workflow ID format (namespace:name required)");
  vm& self = vm::of(L);
  if (!self.world().workflow())
    return fail(L, errc::invalid, "workflow.exec outside workflow context not yet supported");
  self.check_may_block(L);
  auto& request = self.request<spawn_request>();
  request.entry = lua_tostring(L, 1);
  request.arguments = lua::encode_range(L, 2, lua_gettop(L) - 1);
  request.execute = true;
  request.context = self.inherited();
  return self.submit(L);
}

// What may be searched for: texts, booleans, numbers, lists of texts.
bool searchable(const document& value) noexcept {
  if (const document::list* list = value.as_list())
    return std::all_of(list->begin(), list->end(), [](const document& each) { return each.is_string(); });
  return value.is_string() || value.is_bool() || value.is_number();
}

int l_attrs(lua_State* L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  vm& self = vm::of(L);
  if (!self.world().workflow())
    return fail(L, errc::invalid, "workflow.attrs only available in workflow context");
  lua_getfield(L, 1, "search");
  lua_getfield(L, 1, "memo");
  const int search = lua_gettop(L) - 1;
  if (!lua_isnil(L, search) && !lua_istable(L, search))
    return fail(L, errc::invalid, "search must be a table");
  if (!lua_isnil(L, search + 1) && !lua_istable(L, search + 1))
    return fail(L, errc::invalid, "memo must be a table");
  if (lua_isnil(L, search) && lua_isnil(L, search + 1))
    return fail(L, errc::invalid, "at least one of search or memo required");
  auto& request = self.request<workflow_request>();
  request.what = workflow_request::action::attributes;
  request.attributes = document{document::map{}};
  for (const auto& [name, index] : {std::pair{"search", search}, std::pair{"memo", search + 1}})
    if (lua_istable(L, index)) {
      document given = lua::document_at(L, index);
      if (document::map* members = given.as_map(); members != nullptr && index == search)
        for (const auto& [key, value] : *members)
          if (!searchable(value))
            return fail(L, errc::invalid, ("search attribute " + key + " must be a string, a boolean, a number or a list of strings").c_str());
      request.attributes.set(name, given.is_map() ? std::move(given) : document{document::map{}});
    }
  return self.submit(L);
}

}  // namespace

int open_workflow(lua_State* L) {
  static const luaL_Reg functions[] = {{"info", l_info},
                                       {"version", l_version},
                                       {"exec", l_exec},
                                       {"attrs", l_attrs},
                                       {"history_length", l_history_length},
                                       {"history_size", l_history_size},
                                       {nullptr, nullptr}};
  push_members(L, functions);
  return 1;
}

}  // namespace troupe::runtime::modules
