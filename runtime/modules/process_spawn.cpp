// `process.spawn*`, `process.exec` and the Spawner builder (process.md sections 3 and 8).
#include "config/limits.hpp"
#include "runtime/heap_bytes.hpp"
#include "runtime/lua/error_object.hpp"
#include "runtime/lua/plain_data.hpp"
#include "runtime/lua/stack.hpp"
#include "runtime/lua/userdata.hpp"
#include "runtime/lua/vm.hpp"
#include "runtime/modules/context.hpp"
#include "runtime/modules/open.hpp"
#include "runtime/modules/security.hpp"

namespace troupe::runtime::modules {

namespace {

using lua::fail;
using lua::vm;

enum flags : unsigned { plain = 0, monitored = 1, linked = 2, execute = 4 };

struct spawn_wishes {
  context_overlay context;
  document options;
  std::string name;
  std::vector<std::pair<std::string, value>> messages;
};

// What a builder has collected. Immutable once a program has it: every method copies.
struct spawner : spawn_wishes {
  lua::outside_memory held;
};

size_t bytes_of(const spawn_wishes& all) noexcept {
  size_t bytes = overlay_bytes(all.context) + heap_bytes(all.options) + heap_bytes(all.name)
                 + all.messages.capacity() * sizeof(all.messages[0]);
  for (const auto& [topic, body] : all.messages)
    bytes += heap_bytes(topic) + heap_bytes(body);
  return bytes;
}

// Why the first two arguments cannot name a process and a host; null if they can.
const char* problem_with(lua_State* L, int first) {
  if (lua_type(L, first) != LUA_TSTRING || lua_objlen(L, first) == 0)
    return "process ID required";
  const entry_id id = entry_id::parse(lua_tostring(L, first));
  if (id.ns.empty() || id.name.empty())
    return "invalid process ID format (namespace:name required)";
  if (lua_type(L, first + 1) != LUA_TSTRING || lua_objlen(L, first + 1) == 0)
    return "host ID required";
  return nullptr;
}

int start(lua_State* L, int first, unsigned how, const spawner* builder) {
  if (const char* problem = problem_with(L, first))
    return builder != nullptr ? luaL_error(L, "%s", problem) : fail(L, errc::invalid, problem);
  vm& self = vm::of(L);
  self.check_may_block(L);
  if (builder != nullptr && builder->options.find("network") != nullptr)  // in the clear instead would be worse than not at all
    return fail(L, errc::unavailable, "spawn option network is not available in this build");
  auto& request = self.request<spawn_request>();
  request.entry = lua_tostring(L, first);
  request.host = lua_tostring(L, first + 1);
  const int arguments = lua_gettop(L) - first - 1;
  request.arguments = lua::encode_range(L, first + 2, arguments);
  request.monitor = (how & monitored) != 0;
  request.link = (how & linked) != 0;
  request.execute = (how & execute) != 0;
  request.context = builder != nullptr ? builder->context.over(self.inherited()) : self.inherited();
  if (builder != nullptr) {
    request.name = builder->name;
    request.options = builder->options;
    for (const auto& [topic, body] : builder->messages) {
      auto letter = std::make_unique<message>();
      letter->topic = topic;
      letter->body = body;
      request.first_messages.push_back(std::move(letter));
    }
  }
  if (builder == nullptr)
    return self.submit(L);
  const int results = self.submit(L);
  // A builder raises where it is denied; what goes wrong at the start it answers.
  const lua::error_object* why = results == 2 ? lua::error_at(L, -1) : nullptr;
  if (why != nullptr && why->what.kind == kind_name(errc::permission_denied))
    return lua_error(L);
  return results;
}

int l_spawn(lua_State* L) { return start(L, 1, plain, nullptr); }
int l_spawn_monitored(lua_State* L) { return start(L, 1, monitored, nullptr); }
int l_spawn_linked(lua_State* L) { return start(L, 1, linked, nullptr); }
int l_spawn_both(lua_State* L) { return start(L, 1, monitored | linked, nullptr); }
int l_exec(lua_State* L) { return start(L, 1, execute, nullptr); }

spawner& self_of(lua_State* L) { return lua::check_object<spawner>(L, 1); }

int b_spawn(lua_State* L) { return start(L, 2, plain, &self_of(L)); }
int b_spawn_monitored(lua_State* L) { return start(L, 2, monitored, &self_of(L)); }
int b_spawn_linked(lua_State* L) { return start(L, 2, linked, &self_of(L)); }
int b_spawn_both(lua_State* L) { return start(L, 2, monitored | linked, &self_of(L)); }
int b_exec(lua_State* L) { return start(L, 2, execute, &self_of(L)); }

// Pushes a copy of the builder in slot 1.
spawner& push_copy(lua_State* L) {
  const spawner& from = self_of(L);
  auto* made = lua::push_object<spawner>(L);
  made->held.charge(L, from.held.bytes());
  static_cast<spawn_wishes&>(*made) = from;
  return *made;
}

// Answers the builder that was made.
int answer_made(lua_State* L, spawner& made) {
  made.held.settle(L, bytes_of(made));
  return 1;
}

void demand(lua_State* L, const char* action, const char* what) {
  if (!vm::of(L).may(action, what))
    luaL_error(L, "not allowed to set %s of what is started: %s", what, action);
}

int b_with_context(lua_State* L) {
  luaL_checktype(L, 2, LUA_TTABLE);
  demand(L, "process.context", "context");
  spawner& made = push_copy(L);
  if (const char* problem = merge_context(L, 2, made.context))
    return luaL_error(L, "context values must be plain data: %s", problem);
  return answer_made(L, made);
}

void lay_over(lua_State* L, int index, document& options) {
  const document more = lua::document_at(L, index);
  if (const document::map* members = more.as_map())
    for (const auto& [key, member] : *members)
      options.set(key, member);
}

int b_with_options(lua_State* L) {
  luaL_checktype(L, 2, LUA_TTABLE);
  spawner& made = push_copy(L);
  lay_over(L, 2, made.options);
  return answer_made(L, made);
}

int b_with_name(lua_State* L) {
  if (lua_type(L, 2) != LUA_TSTRING || lua_objlen(L, 2) == 0)
    return luaL_argerror(L, 2, "name cannot be empty");
  if (lua_objlen(L, 2) > limits::process_name_bytes_max)
    return luaL_argerror(L, 2, "name is too long");
  spawner& made = push_copy(L);
  made.name = lua_tostring(L, 2);
  return answer_made(L, made);
}

int b_with_message(lua_State* L) {
  luaL_checktype(L, 2, LUA_TSTRING);
  if (*lua_tostring(L, 2) == '@')
    return luaL_argerror(L, 2, "cannot send to @ topics");
  if (lua_objlen(L, 2) > limits::topic_bytes_max)
    return luaL_argerror(L, 2, "topic is too long");
  vm& self = vm::of(L);
  self.scratch_value() = lua::encode_range(L, 3, lua_gettop(L) - 2);
  spawner& made = push_copy(L);
  made.messages.emplace_back(lua_tostring(L, 2), std::move(self.scratch_value()));
  return answer_made(L, made);
}

int b_with_actor(lua_State* L) {
  check_actor(L, 2);
  demand(L, "process.security", "security");
  spawner& made = push_copy(L);
  set_actor(L, 2, made.context);
  return answer_made(L, made);
}

int b_with_scope(lua_State* L) {
  check_scope(L, 2);
  demand(L, "process.security", "security");
  spawner& made = push_copy(L);
  set_scope(L, 2, made.context);
  return answer_made(L, made);
}

void push_spawner(lua_State* L) {
  static const luaL_Reg methods[] = {{"with_context", b_with_context},
                                     {"with_options", b_with_options},
                                     {"with_name", b_with_name},
                                     {"with_message", b_with_message},
                                     {"with_actor", b_with_actor},
                                     {"with_scope", b_with_scope},
                                     {"spawn", b_spawn},
                                     {"spawn_monitored", b_spawn_monitored},
                                     {"spawn_linked", b_spawn_linked},
                                     {"spawn_linked_monitored", b_spawn_both},
                                     {"exec", b_exec},
                                     {nullptr, nullptr}};
  lua::push_metatable<spawner>(L);
  if (lua_isnil(L, -1))
    lua::register_type<spawner>(L, "Spawner", methods);
  lua_pop(L, 1);
  lua::push_object<spawner>(L);
}

int l_with_context(lua_State* L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  push_spawner(L);
  lua_insert(L, 1);
  return b_with_context(L);
}

int l_with_options(lua_State* L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  push_spawner(L);
  lua_insert(L, 1);
  return b_with_options(L);
}

}  // namespace

void add_process_spawning(lua_State* L) {
  static const luaL_Reg functions[] = {{"spawn", l_spawn},
                                       {"spawn_monitored", l_spawn_monitored},
                                       {"spawn_linked", l_spawn_linked},
                                       {"spawn_linked_monitored", l_spawn_both},
                                       {"exec", l_exec},
                                       {"with_context", l_with_context},
                                       {"with_options", l_with_options},
                                       {nullptr, nullptr}};
  add_members(L, functions);
}

}  // namespace troupe::runtime::modules
