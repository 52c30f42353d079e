// The `security` module: actors, scopes, policies (io-modules.md section 16).
#include "runtime/modules/security.hpp"

#include "runtime/heap_bytes.hpp"
#include "runtime/lua/error_object.hpp"
#include "runtime/lua/plain_data.hpp"
#include "runtime/lua/userdata.hpp"
#include "runtime/lua/vm.hpp"
#include "runtime/modules/arguments.hpp"
#include "runtime/modules/holder.hpp"
#include "runtime/modules/open.hpp"

#include <vector>

namespace troupe::runtime::modules {

namespace {

using lua::vm;
using security::policy_ptr;
using security::verdict;

// What a program makes is charged to it, what it is handed is not.
struct actor_object {
  std::shared_ptr<const security::actor> what;
  lua::outside_memory held;
};
struct scope_object {
  std::shared_ptr<const security::scope> what;
  lua::outside_memory held;
};
struct policy_object {
  policy_ptr what;
};

void register_types(lua_State* L);

// ---- the half that may throw: makes and fills objects that stand on the stack already ------------------------------------

void fill_actor(actor_object& made, std::string_view id, holder& meta) {
  made.what = std::make_shared<const security::actor>(security::actor{std::string{id}, std::move(meta.tree)});
}

void add_policy(scope_object& made, const scope_object& from, const policy_object& added) {
  made.what = std::make_shared<const security::scope>(from.what->with(added.what));
}

void drop_policy(scope_object& made, const scope_object& from, std::string_view id) {
  made.what = std::make_shared<const security::scope>(from.what->without(id));
}

verdict evaluate(const scope_object* scope, const policy_object* policy, const actor_object& who, std::string_view action,
                 std::string_view resource, const document& meta) {
  const security::access wanted{who.what.get(), action, resource, &meta};
  return scope != nullptr ? scope->what->evaluate(wanted) : policy->what->evaluate(wanted);
}

const security::identity* identity_of(lua_State* L) {
  return vm::of(L).world().identity().get();
}

// ---- the half that may raise ---------------------------------------------------------------------------------------------

void push_actor(lua_State* L, const std::shared_ptr<const security::actor>& what) {
  register_types(L);
  lua::push_object<actor_object>(L)->what = what;
}

void push_scope(lua_State* L, const std::shared_ptr<const security::scope>& what) {
  register_types(L);
  lua::push_object<scope_object>(L)->what = what;
}

void push_policy(lua_State* L, const policy_ptr& what) {
  register_types(L);
  lua::push_object<policy_object>(L)->what = what;
}

// Raises unless that is allowed.
void demand(lua_State* L, const char* action, const char* resource) {
  if (!vm::of(L).may(action, resource))
    luaL_error(L, "not allowed: %s on %s", action, resource);
}

int refuse(lua_State* L, const char* action, const char* resource) {
  return lua::fail(L, errc::invalid, lua_pushfstring(L, "not allowed: %s on %s", action, resource));
}

// The optional table at `index`, as a document of its own in a holder on the stack.
holder& check_meta(lua_State* L, int index) {
  if (!lua_isnoneornil(L, index))
    luaL_checktype(L, index, LUA_TTABLE);
  holder& made = push_holder(L);
  made.tree = document{document::map{}};
  if (lua_istable(L, index))
    if (const char* problem = lua::module_data_at(L, index, made.tree)) {
      made.drop();
      luaL_argerror(L, index, problem);
    }
  return made;
}

// Leaves `ns:name` on the stack: of a string, a policy, or a table {ns, name}.
std::string_view check_policy_id(lua_State* L, int index) {
  if (const auto* policy = lua::object_at<policy_object>(L, index)) {
    push(L, policy->what->id());
  } else if (lua_istable(L, index)) {
    lua_getfield(L, index, "ns");
    lua_getfield(L, index, "name");
    lua_pushfstring(L, "%s:%s", luaL_optstring(L, -2, ""), luaL_optstring(L, -1, ""));
  } else {
    check_string(L, index);
    lua_pushvalue(L, index);
  }
  return string_at(L, -1);
}

// ---- actors ----------------------------------------------------------------------------------------------------------------

int l_actor(lua_State* L) {
  const security::identity* who = identity_of(L);
  if (who == nullptr || who->actor == nullptr)
    lua_pushnil(L);
  else
    push_actor(L, who->actor);
  return 1;
}

int l_new_actor(lua_State* L) {
  const std::string_view id = check_string(L, 1);
  lua_settop(L, 2);
  demand(L, "security.actor.create", lua_tostring(L, 1));
  holder& meta = check_meta(L, 2);
  auto* made = lua::push_object<actor_object>(L);
  fill_actor(*made, id, meta);
  made->held.settle(L, security::heap_bytes(*made->what));
  return 1;
}

int a_id(lua_State* L) {
  push(L, lua::check_object<actor_object>(L, 1).what->id);
  return 1;
}

int a_meta(lua_State* L) {
  lua::push_document(L, lua::check_object<actor_object>(L, 1).what->meta);
  return 1;
}

// ---- policies and scopes -----------------------------------------------------------------------------------------------------

int l_policy(lua_State* L) {
  const std::string_view id = check_string(L, 1);
  if (!vm::of(L).may("security.policy.get", id))
    return refuse(L, "security.policy.get", lua_tostring(L, 1));
  register_types(L);
  auto* made = lua::push_object<policy_object>(L);
  if (const security::policy_source* known = vm::of(L).world().policies())
    made->what = known->find(id);
  if (made->what == nullptr)
    return lua::fail(L, errc::internal, lua_pushfstring(L, "policy not found: %s", lua_tostring(L, 1)));
  lua_pushnil(L);
  return 2;
}

int l_named_scope(lua_State* L) {
  const std::string_view id = check_string(L, 1);
  if (!vm::of(L).may("security.policy_group.get", id))
    return refuse(L, "security.policy_group.get", lua_tostring(L, 1));
  register_types(L);
  auto* made = lua::push_object<scope_object>(L);
  if (const security::policy_source* known = vm::of(L).world().policies())
    made->what = known->group(id);
  if (made->what == nullptr)
    return lua::fail(L, errc::internal, lua_pushfstring(L, "policy group not found: %s", lua_tostring(L, 1)));
  lua_pushnil(L);
  return 2;
}

int l_scope(lua_State* L) {
  const security::identity* who = identity_of(L);
  if (who == nullptr || who->scope == nullptr)
    lua_pushnil(L);
  else
    push_scope(L, who->scope);
  return 1;
}

int answer_made(lua_State* L, scope_object& made) {
  made.held.settle(L, security::heap_bytes(*made.what));
  return 1;
}

int l_new_scope(lua_State* L) {
  if (!lua_isnoneornil(L, 1))
    luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 1);
  demand(L, "security.scope.create", "custom");
  register_types(L);
  auto* made = lua::push_object<scope_object>(L);
  made->what = std::make_shared<const security::scope>();
  const int count = lua_istable(L, 1) ? static_cast<int>(lua_objlen(L, 1)) : 0;
  for (int i = 1; i <= count; ++i) {
    lua_rawgeti(L, 1, i);
    const auto* each = lua::object_at<policy_object>(L, -1);
    if (each == nullptr)
      return luaL_argerror(L, 1, lua_pushfstring(L, "Policy expected at %d, got %s", i, luaL_typename(L, -1)));
    add_policy(*made, *made, *each);
    lua_pop(L, 1);
  }
  return answer_made(L, *made);
}

int p_id(lua_State* L) {
  push(L, lua::check_object<policy_object>(L, 1).what->id());
  return 1;
}

int answer_verdict(lua_State* L, const scope_object* scope, const policy_object* policy) {
  const actor_object& who = lua::check_object<actor_object>(L, 2);
  const std::string_view action = check_string(L, 3);
  const std::string_view resource = check_string(L, 4);
  lua_settop(L, 5);
  holder& meta = check_meta(L, 5);
  push(L, security::name_of(evaluate(scope, policy, who, action, resource, meta.tree)));
  meta.drop();
  return 1;
}

int p_evaluate(lua_State* L) {
  return answer_verdict(L, nullptr, &lua::check_object<policy_object>(L, 1));
}

int s_evaluate(lua_State* L) {
  return answer_verdict(L, &lua::check_object<scope_object>(L, 1), nullptr);
}

int s_with(lua_State* L) {
  const scope_object& self = lua::check_object<scope_object>(L, 1);
  const policy_object& added = lua::check_object<policy_object>(L, 2);
  auto* made = lua::push_object<scope_object>(L);
  add_policy(*made, self, added);
  return answer_made(L, *made);
}

int s_without(lua_State* L) {
  const scope_object& self = lua::check_object<scope_object>(L, 1);
  const std::string_view id = check_policy_id(L, 2);
  auto* made = lua::push_object<scope_object>(L);
  drop_policy(*made, self, id);
  return answer_made(L, *made);
}

int s_contains(lua_State* L) {
  const scope_object& self = lua::check_object<scope_object>(L, 1);
  lua_pushboolean(L, self.what->contains(check_policy_id(L, 2)) ? 1 : 0);
  return 1;
}

int s_policies(lua_State* L) {
  const scope_object& self = lua::check_object<scope_object>(L, 1);
  lua_newtable(L);
  int n = 0;
  for (const policy_ptr& each : self.what->policies()) {
    push_policy(L, each);
    lua_rawseti(L, -2, ++n);
  }
  return 1;
}

// ---- the rest ------------------------------------------------------------------------------------------------------------

bool can(const security::identity* who, std::string_view action, std::string_view resource, const document& meta) {
  return who != nullptr && who->actor != nullptr && who->scope != nullptr && security::permits(who, action, resource, &meta);
}

int l_can(lua_State* L) {
  const std::string_view action = check_string(L, 1);
  const std::string_view resource = check_string(L, 2);
  lua_settop(L, 3);
  holder& meta = check_meta(L, 3);
  lua_pushboolean(L, can(identity_of(L), action, resource, meta.tree) ? 1 : 0);
  meta.drop();
  return 1;
}

// Tokens lie in a store, and this build has none.
int l_token_store(lua_State* L) {
  const std::string_view id = check_string(L, 1);
  if (id.empty())
    return lua::fail(L, errc::invalid, "token store ID is required");
  demand(L, "security.token_store.get", lua_tostring(L, 1));
  return lua::fail(L, errc::unavailable, "kind security.token_store is not available in this build");
}

void register_types(lua_State* L) {
  if (lua::metatable_of<actor_object>(L) != nullptr)
    return;
  static const luaL_Reg of_actor[] = {{"id", a_id}, {"meta", a_meta}, {nullptr, nullptr}};
  static const luaL_Reg of_policy[] = {{"id", p_id}, {"evaluate", p_evaluate}, {nullptr, nullptr}};
  static const luaL_Reg of_scope[] = {{"with", s_with},         {"without", s_without},   {"contains", s_contains},
                                      {"policies", s_policies}, {"evaluate", s_evaluate}, {nullptr, nullptr}};
  lua::register_type<policy_object>(L, "Policy", of_policy);
  lua::register_type<scope_object>(L, "Scope", of_scope);
  lua::register_type<actor_object>(L, "Actor", of_actor);
}

}  // namespace

void check_actor(lua_State* L, int index) {
  register_types(L);
  lua::check_object<actor_object>(L, index);
}

void check_scope(lua_State* L, int index) {
  register_types(L);
  lua::check_object<scope_object>(L, index);
}

void set_actor(lua_State* L, int index, context_overlay& into) {
  into.actor = lua::check_object<actor_object>(L, index).what;
}

void set_scope(lua_State* L, int index, context_overlay& into) {
  into.scope = lua::check_object<scope_object>(L, index).what;
}

int open_security(lua_State* L) {
  static const luaL_Reg functions[] = {{"actor", l_actor},         {"scope", l_scope},   {"can", l_can},
                                       {"new_actor", l_new_actor}, {"policy", l_policy}, {"named_scope", l_named_scope},
                                       {"new_scope", l_new_scope}, {"token_store", l_token_store}, {nullptr, nullptr}};
  register_types(L);
  push_members(L, functions);
  return 1;
}

}  // namespace troupe::runtime::modules
