// Changes of the registry: the builder `Changes`, `build_delta`, `apply_version`.
#include "runtime/lua/error_object.hpp"
#include "runtime/lua/userdata.hpp"
#include "runtime/lua/vm.hpp"
#include "runtime/modules/arguments.hpp"
#include "runtime/modules/registry_objects.hpp"

#include <utility>

namespace troupe::runtime::modules {

namespace {

using lua::vm;
using registry::action;

changes_object& changes_at(lua_State* L) {
  return lua::check_object<changes_object>(L, 1);
}

// ---- building ---------------------------------------------------------------------------------------------------------

size_t bytes_of(const registry::entry& item) noexcept {
  return sizeof(registry::operation) + registry::heap_bytes(item);
}

// Takes in the entry whose parts stand on the stack; null, or what is wrong with it.
const char* read_next(changes_object& to, lua_State* L) noexcept {
  const char* problem = nullptr;
  to.next = read_entry(L, problem);
  return problem;
}

void take_next(changes_object& to, action what) noexcept {
  to.operations.push_back({what, std::move(to.next)});
}

// Answers the change set with one operation more, or as it was if that raises.
int add_next(lua_State* L, changes_object& to, action what) {
  if (!to.held.try_charge(L, bytes_of(*to.next))) {
    to.next.reset();
    luaL_error(L, "not enough memory");
  }
  take_next(to, what);
  lua_settop(L, 1);
  return 1;
}

int add_entry(lua_State* L, action what) {
  changes_object& self = changes_at(L);
  const char* problem = push_entry_parts(L, 2);
  if (problem == nullptr)
    problem = read_next(self, L);
  if (problem != nullptr)
    return lua::fail(L, errc::invalid, problem);
  return add_next(L, self, what);
}

int l_create(lua_State* L) {
  return add_entry(L, action::create);
}

int l_update(lua_State* L) {
  return add_entry(L, action::update);
}

void read_removal(changes_object& to, std::string_view id) noexcept {
  to.next = registry::operation::remove(entry_id::parse(id)).item;
}

int l_delete(lua_State* L) {
  changes_object& self = changes_at(L);
  if (!push_id(L, 2) || lua_objlen(L, -1) == 0)
    return lua::fail(L, errc::invalid, "invalid ID format");
  read_removal(self, string_at(L, -1));
  return add_next(L, self, action::remove);
}

void push_operations(lua_State* L, const registry::change_set& operations) {
  lua_createtable(L, static_cast<int>(operations.size()), 0);
  for (size_t i = 0; i < operations.size(); ++i) {
    lua_createtable(L, 0, 2);
    push(L, registry::action_name(operations[i].kind));
    lua_setfield(L, -2, "kind");
    push_entry(L, *operations[i].item);
    lua_setfield(L, -2, "entry");
    lua_rawseti(L, -2, static_cast<int>(i) + 1);
  }
}

int l_ops(lua_State* L) {
  push_operations(L, changes_at(L).operations);
  return 1;
}

int l_tostring(lua_State* L) {
  lua_pushfstring(L, "Changes{%d operations}", static_cast<int>(changes_at(L).operations.size()));
  return 1;
}

// ---- applying ---------------------------------------------------------------------------------------------------------

// `Version, nil`, or `nil, error`.
int answer_version(lua_State* L, message& answer) {
  if (answer.failure)
    return lua::fail(L, *answer.failure);
  vm& self = vm::of(L);
  const registry::published* now = self.see_registry();
  push_version(L, now->past, static_cast<registry::version_number>(value_reader{answer.body}.next_number().value_or(0)));
  self.forget_registry();
  lua_pushnil(L);
  return 2;
}

// `true, nil`, or `false, error`.
int answer_done(lua_State* L, message& answer) {
  if (!answer.failure) {
    lua_pushboolean(L, 1);
    lua_pushnil(L);
    return 2;
  }
  lua::fail(L, *answer.failure);
  lua_pushboolean(L, 0);
  lua_replace(L, -3);
  return 2;
}

void ask(vm& self, const registry::change_set& changes) noexcept {
  self.request<registry_request>().changes = changes;
}

int l_apply(lua_State* L) {
  const changes_object& made = changes_at(L);
  if (made.operations.empty())
    return lua::fail(L, errc::invalid, "no changes to apply");
  vm& self = vm::of(L);
  ask(self, made.operations);
  return self.submit(L, answer_version);
}

// ---- differences ------------------------------------------------------------------------------------------------------

struct delta_work {
  std::vector<registry::entry_ptr> from;
  std::vector<registry::entry_ptr> to;
  registry::change_set operations;
  lua::outside_memory held;

  void drop() noexcept {
    from = {};
    to = {};
    operations = {};
    held.release();
  }
};

bool take(std::vector<registry::entry_ptr>& into, lua_State* L) noexcept {
  const char* problem = nullptr;
  if (registry::entry_ptr made = read_entry(L, problem))
    into.push_back(std::move(made));
  return problem == nullptr;
}

// What cannot be an entry is left out, as on the platform.
void read_entries(lua_State* L, int index, std::vector<registry::entry_ptr>& into, lua::outside_memory& held) {
  const int count = static_cast<int>(lua_objlen(L, index));
  for (int i = 1; i <= count; ++i) {
    const int top = lua_gettop(L);
    lua_rawgeti(L, index, i);
    if (push_entry_parts(L, top + 1) == nullptr && take(into, L))
      held.charge(L, bytes_of(*into.back()));
    lua_settop(L, top);
  }
}

void work_out(delta_work& work) noexcept {
  work.operations = registry::build_delta(work.from, work.to);
}

}  // namespace

int l_registry_build_delta(lua_State* L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  luaL_checktype(L, 2, LUA_TTABLE);
  lua_settop(L, 2);
  delta_work& work = *lua::push_object<delta_work>(L);
  read_entries(L, 1, work.from, work.held);
  read_entries(L, 2, work.to, work.held);
  work_out(work);
  push_operations(L, work.operations);
  work.drop();
  lua_pushnil(L);
  return 2;
}

int l_registry_apply_version(lua_State* L) {
  registry::version_number number = 0;
  if (!version_at(L, 1, number))
    return lua::fail(L, errc::invalid, "a Version is needed");
  vm& self = vm::of(L);
  self.request<registry_request>().move_to = number;
  return self.submit(L, answer_done);
}

void register_registry_changes(lua_State* L) {
  static const luaL_Reg methods[] = {{"create", l_create}, {"update", l_update}, {"delete", l_delete},
                                     {"ops", l_ops},       {"apply", l_apply},   {nullptr, nullptr}};
  static const luaL_Reg events[] = {{"__tostring", l_tostring}, {nullptr, nullptr}};
  lua::register_type<changes_object>(L, "Changes", methods, events);
  lua::register_type<delta_work>(L, "delta", nullptr);
}

}  // namespace troupe::runtime::modules
