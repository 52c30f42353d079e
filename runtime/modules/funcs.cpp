// The `funcs` module: calls, executors, futures (process.md section 14).
#include "runtime/heap_bytes.hpp"
#include "runtime/lua/error_object.hpp"
#include "runtime/lua/future.hpp"
#include "runtime/lua/mail_object.hpp"
#include "runtime/lua/plain_data.hpp"
#include "runtime/lua/stack.hpp"
#include "runtime/lua/userdata.hpp"
#include "runtime/lua/vm.hpp"
#include "runtime/modules/context.hpp"
#include "runtime/modules/open.hpp"
#include "runtime/modules/security.hpp"

namespace troupe::runtime {

// ---- futures ----------------------------------------------------------------------------------------------------------

namespace lua {

namespace {

constexpr int channel_slot = 1;  // in the environment of a future
constexpr int outcome_slot = 2;

void push_part(lua_State* L, int index, int slot) {
  lua_getfenv(L, index);
  lua_rawgeti(L, -1, slot);
  lua_remove(L, -2);
}

void push_channel_of(lua_State* L, int index) {
  push_part(L, index, channel_slot);
}

int l_response(lua_State* L) {
  check_object<future_object>(L, 1);
  push_channel_of(L, 1);
  return 1;
}

int l_is_complete(lua_State* L) {
  const auto now = check_object<future_object>(L, 1).now;
  lua_pushboolean(L, now == future_object::state::done || now == future_object::state::failed ? 1 : 0);
  return 1;
}

int l_is_canceled(lua_State* L) {
  lua_pushboolean(L, check_object<future_object>(L, 1).now == future_object::state::canceled ? 1 : 0);
  return 1;
}

int l_result(lua_State* L) {
  const future_object& self = check_object<future_object>(L, 1);
  switch (self.now) {
    case future_object::state::pending: lua_pushnil(L); break;
    case future_object::state::done: push_part(L, 1, outcome_slot); break;
    case future_object::state::failed:
      lua_pushnil(L);
      push_part(L, 1, outcome_slot);
      return 2;
    case future_object::state::canceled: return fail(L, errc::canceled, "canceled");
  }
  lua_pushnil(L);
  return 2;
}

int l_error(lua_State* L) {
  const future_object& self = check_object<future_object>(L, 1);
  if (self.now != future_object::state::failed) {
    lua_pushnil(L);
    lua_pushboolean(L, 0);
    return 2;
  }
  push_part(L, 1, outcome_slot);
  push_fault(L, error_at(L, -1)->what);
  error_at(L, -1)->what.kind = kind_name(errc::internal);
  lua_pushboolean(L, 1);
  return 2;
}

int l_cancel(lua_State* L) {
  future_object& self = check_object<future_object>(L, 1);
  if (self.now == future_object::state::pending) {
    self.now = future_object::state::canceled;
    self.held.release();
    push_channel_of(L, 1);
    close_channel(L, *channel_at(L, -1));
    vm::of(L).forget_future(L, self.who);
  }
  return modules::done(L);
}

}  // namespace

void register_future_type(lua_State* L) {
  static const luaL_Reg methods[] = {{"response", l_response},       {"channel", l_response},
                                     {"is_complete", l_is_complete}, {"is_canceled", l_is_canceled},
                                     {"result", l_result},           {"error", l_error},
                                     {"cancel", l_cancel},           {nullptr, nullptr}};
  register_type<future_object>(L, "Future", methods);
}

void push_future(lua_State* L, ticket who, size_t argument_bytes) {
  auto* made = push_object<future_object>(L);
  made->who = who;
  made->held.charge(L, argument_bytes);
  const int self = lua_gettop(L);
  lua_createtable(L, 2, 0);
  push_channel(L, 1);
  lua_rawseti(L, -2, channel_slot);
  lua_setfenv(L, self);
  vm::of(L).expect_future(L, who, self);
}

void complete_future(lua_State* L, int index, const fault* failure, const value& results) {
  static const value nothing = value::nil();
  future_object& self = *object_at<future_object>(L, index);
  self.held.release();
  const int top = lua_gettop(L);
  lua_getfenv(L, index);
  if (failure != nullptr)
    push_fault(L, *failure);
  else
    push_payload(L, results.empty() ? nothing : results, payload_format::lua);
  lua_rawseti(L, top + 1, outcome_slot);
  self.now = failure != nullptr ? future_object::state::failed : future_object::state::done;
  lua_rawgeti(L, top + 1, channel_slot);
  lua_rawgeti(L, top + 1, outcome_slot);
  if (!try_give(L, top + 2))
    lua_pop(L, 1);
  close_channel(L, *channel_at(L, top + 2));
  lua_settop(L, top);
}

}  // namespace lua

// ---- funcs ------------------------------------------------------------------------------------------------------------

namespace modules {

namespace {

using lua::fail;
using lua::vm;

struct call_wishes {
  context_overlay context;
  document options;
};

// Immutable once a program has it: every method copies.
struct executor : call_wishes {
  lua::outside_memory held;
};

const char* problem_with(lua_State* L, int index) {
  if (lua_type(L, index) != LUA_TSTRING || lua_objlen(L, index) == 0)
    return "function ID required";
  const entry_id id = entry_id::parse(lua_tostring(L, index));
  if (id.ns.empty())
    return "namespace required in function ID";
  return id.name.empty() ? "name required in function ID" : nullptr;
}

void fill(lua_State* L, int first, const executor* builder) {
  vm& self = vm::of(L);
  auto& request = self.request<call_request>();
  request.function = lua_tostring(L, first);
  request.arguments = lua::encode_range(L, first + 1, lua_gettop(L) - first);
  request.context = builder != nullptr ? builder->context.over(self.inherited()) : self.inherited();
  if (builder != nullptr)
    request.options = builder->options;
}

int call(lua_State* L, int first, const executor* builder) {
  if (const char* problem = problem_with(L, first))
    return fail(L, errc::invalid, problem);
  vm::of(L).check_may_block(L);
  fill(L, first, builder);
  return vm::of(L).submit(L);
}

int async(lua_State* L, int first, const executor* builder) {
  if (const char* problem = problem_with(L, first))
    return fail(L, errc::invalid, problem);
  fill(L, first, builder);
  vm& self = vm::of(L);
  const ticket who = self.next_ticket();
  // First, as what raises must not leave a call behind of which nobody knows.
  lua::push_future(L, who, self.request_in_place<call_request>().arguments.bytes().size());
  const reply::state how = self.submit_now(who).how;
  if (how != reply::state::pending)
    self.drop_future(L, who);
  if (how == reply::state::failed) {
    lua::object_at<lua::future_object>(L, -1)->held.release();
    return self.push_reply(L);
  }
  if (how == reply::state::done)
    lua::complete_future(L, lua_gettop(L), nullptr, self.last_reply().results);
  lua_pushnil(L);
  return 2;
}

int l_call(lua_State* L) { return call(L, 1, nullptr); }
int l_async(lua_State* L) { return async(L, 1, nullptr); }

executor& self_of(lua_State* L) { return lua::check_object<executor>(L, 1); }

int e_call(lua_State* L) { return call(L, 2, &self_of(L)); }
int e_async(lua_State* L) { return async(L, 2, &self_of(L)); }

executor& push_copy(lua_State* L) {
  const executor& from = self_of(L);
  auto* made = lua::push_object<executor>(L);
  made->held.charge(L, from.held.bytes());
  static_cast<call_wishes&>(*made) = from;
  return *made;
}

// Answers the executor that was made.
int answer_made(lua_State* L, executor& made) {
  made.held.settle(L, overlay_bytes(made.context) + heap_bytes(made.options));
  return 1;
}

int refuse(lua_State* L, const char* action, const char* what) {
  return fail(L, errc::permission_denied, lua_pushfstring(L, "not allowed to set %s of a call: %s", what, action));
}

int e_with_context(lua_State* L) {
  luaL_checktype(L, 2, LUA_TTABLE);
  if (!vm::of(L).may("funcs.context", "context"))
    return refuse(L, "funcs.context", "context");
  executor& made = push_copy(L);
  if (const char* problem = merge_context(L, 2, made.context))
    return fail(L, errc::invalid, lua_pushfstring(L, "context values must be plain data: %s", problem));
  return answer_made(L, made);
}

int e_with_options(lua_State* L) {
  luaL_checktype(L, 2, LUA_TTABLE);
  executor& made = push_copy(L);
  made.options = lua::document_at(L, 2);
  return answer_made(L, made);
}

int e_with_actor(lua_State* L) {
  check_actor(L, 2);
  if (!vm::of(L).may("funcs.security", "security"))
    return refuse(L, "funcs.security", "security");
  executor& made = push_copy(L);
  set_actor(L, 2, made.context);
  return answer_made(L, made);
}

int e_with_scope(lua_State* L) {
  check_scope(L, 2);
  if (!vm::of(L).may("funcs.security", "security"))
    return refuse(L, "funcs.security", "security");
  executor& made = push_copy(L);
  set_scope(L, 2, made.context);
  return answer_made(L, made);
}

int l_new(lua_State* L) {
  lua::push_object<executor>(L);
  return 1;
}

}  // namespace

int open_funcs(lua_State* L) {
  static const luaL_Reg methods[] = {{"call", e_call},
                                     {"async", e_async},
                                     {"with_context", e_with_context},
                                     {"with_options", e_with_options},
                                     {"with_actor", e_with_actor},
                                     {"with_scope", e_with_scope},
                                     {nullptr, nullptr}};
  lua::register_type<executor>(L, "Executor", methods);
  lua::register_future_type(L);
  static const luaL_Reg functions[] = {{"call", l_call}, {"async", l_async}, {"new", l_new}, {nullptr, nullptr}};
  push_members(L, functions);
  return 1;
}

}  // namespace modules

}  // namespace troupe::runtime
