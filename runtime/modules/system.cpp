// The `system` module (lua-language.md part 2 `system`, registry.md section 7.7): the host as its programs see it.
//
// The host is one node without a cluster: it is its own only member, nobody leads, and what asks for Raft is told that there is none.
#include "runtime/lua/error_object.hpp"
#include "runtime/lua/plain_data.hpp"
#include "runtime/lua/vm.hpp"
#include "runtime/modules/answers.hpp"
#include "runtime/modules/arguments.hpp"
#include "runtime/modules/guarded.hpp"
#include "runtime/modules/notes.hpp"
#include "runtime/modules/open.hpp"
#include "runtime/modules/table.hpp"

#include <algorithm>
#include <cmath>

namespace troupe::runtime::modules {

namespace {

using lua::vm;
using action = system_request::action;

void fill(vm& self, action what, std::string_view id) {
  auto& request = self.request<system_request>();
  request.what = what;
  request.id = id;
}

// Asks what is answered at once: `value, nil` or `nil, error`.
int answer_of(lua_State* L, action what, std::string_view id = {}) {
  fill(vm::of(L), what, id);
  return answer_now(L);
}

int answer_number(lua_State* L, lua_Number n) {
  lua_pushnumber(L, n);
  lua_pushnil(L);
  return 2;
}

// ---- memory and collector ------------------------------------------------------------------------------------------------

int l_memory_stats(lua_State* L) {
  return answer_of(L, action::figure, "memory");
}

template <const char* Field>
int l_memory_field(lua_State* L) {
  if (answer_of(L, action::figure, "memory") == 2 && lua_istable(L, -2)) {
    lua_getfield(L, -2, Field);
    lua_pushnil(L);
  }
  return 2;
}

constexpr char alloc_field[] = "alloc";
constexpr char objects_field[] = "heap_objects";

int set(lua_State* L, const char* name, int64_t to) {
  vm& self = vm::of(L);
  fill(self, action::setting, name);
  self.request_in_place<system_request>().filter = document{to};
  return answer_now(L);
}

// The whole number at an index; raises if it is none.
int64_t check_integer(lua_State* L, int index) {
  const lua_Number n = luaL_checknumber(L, index);
  luaL_argcheck(L, n == std::floor(n) && std::fabs(n) < 9e15, index, "integer expected");
  return static_cast<int64_t>(n);
}

int l_get_limit(lua_State* L) {
  return answer_of(L, action::setting, "memory_limit");
}

int l_set_limit(lua_State* L) {
  const int64_t bytes = check_integer(L, 1);
  if (bytes < -1)
    return lua::fail(L, errc::invalid, "memory limit must be -1 (none) or not negative");
  return set(L, "memory_limit", bytes);
}

// Of the calling process: every process has a heap and a collector of its own.
int l_collect(lua_State* L) {
  lua_gc(L, LUA_GCCOLLECT, 0);
  return done(L);
}

int l_get_percent(lua_State* L) {
  return answer_of(L, action::setting, "gc_percent");
}

int l_set_percent(lua_State* L) {
  return set(L, "gc_percent", check_integer(L, 1));
}

// ---- threads and the operating system -----------------------------------------------------------------------------------

// What the platform counts as its light threads: processes.
int l_goroutines(lua_State* L) {
  return answer_of(L, action::figure, "processes");
}

int l_cpu_count(lua_State* L) {
  return answer_of(L, action::figure, "cpus");
}

int l_max_procs(lua_State* L) {
  if (lua_isnoneornil(L, 1))
    return answer_of(L, action::setting, "gomaxprocs");
  const int64_t n = check_integer(L, 1);
  if (n <= 0)
    return lua::fail(L, errc::invalid, "number of processors must be greater than 0");
  return set(L, "gomaxprocs", n);
}

int l_pid(lua_State* L) {
  return answer_of(L, action::figure, "pid");
}

int l_hostname(lua_State* L) {
  return answer_of(L, action::figure, "hostname");
}

int l_cwd(lua_State* L) {
  return answer_of(L, action::figure, "cwd");
}

// ---- node and cluster ----------------------------------------------------------------------------------------------------

int l_node_id(lua_State* L) {
  return answer_of(L, action::node);
}

int l_node_addr(lua_State* L) {
  return lua::fail(L, errc::internal, "membership not available");
}

int l_node_role(lua_State* L) {
  return answer(L, "non-member");
}

int l_members(lua_State* L) {
  if (answer_of(L, action::node) != 2 || !is_string(L, -2))
    return 2;
  lua_createtable(L, 1, 0);
  lua_createtable(L, 0, 2);
  lua_pushvalue(L, -4);
  lua_setfield(L, -2, "id");
  lua_pushboolean(L, 1);
  lua_setfield(L, -2, "is_local");
  lua_rawseti(L, -2, 1);
  lua_pushnil(L);
  return 2;
}

int l_leader(lua_State* L) {
  return answer(L, "");
}

int l_size(lua_State* L) {
  return answer_number(L, 1);
}

int l_no_raft(lua_State* L) {
  return lua::fail(L, errc::internal, "raft not available");
}

// ---- locks -----------------------------------------------------------------------------------------------------------------

int l_acquire(lua_State* L) {
  const std::string_view name = check_string(L, 1);
  if (name.empty())
    return lua::fail(L, errc::invalid, "lock name cannot be empty");
  if (answer_of(L, action::lock, name) == 2 && lua_isnil(L, -2)) {
    lua_pushboolean(L, 0);
    lua_replace(L, -3);
  }
  return 2;
}

int l_release(lua_State* L) {
  const std::string_view name = check_string(L, 1);
  if (name.empty())
    return lua::fail(L, errc::invalid, "lock name cannot be empty");
  return answer_of(L, action::unlock, name);
}

// ---- services, hosts, processes ------------------------------------------------------------------------------------------

int l_state(lua_State* L) {
  const std::string_view id = check_string(L, 1);
  if (id.empty())
    return lua::fail(L, errc::invalid, "service id cannot be empty");
  fill(vm::of(L), action::services, id);
  return vm::of(L).submit(L);
}

int l_states(lua_State* L) {
  fill(vm::of(L), action::services, {});
  return vm::of(L).submit(L);
}

int l_hosts(lua_State* L) {
  return answer_of(L, action::hosts);
}

int l_host_processes(lua_State* L) {
  const std::string_view id = check_string(L, 1);
  if (id.empty())
    return lua::fail(L, errc::invalid, "host id cannot be empty");
  return answer_of(L, action::processes, id);
}

int l_processes(lua_State* L) {
  if (!lua_isnoneornil(L, 1))
    luaL_checktype(L, 1, LUA_TTABLE);
  vm& self = vm::of(L);
  fill(self, action::processes, {});
  if (lua_istable(L, 1))
    self.request_in_place<system_request>().filter = lua::document_at(L, 1);
  return answer_now(L);
}

int l_modules(lua_State* L) {
  lua_newtable(L);
  int n = 0;
  for (const module_entry& each : all()) {
    if (each.open == nullptr)
      continue;
    lua_createtable(L, 0, 3);
    push(L, each.name);
    lua_setfield(L, -2, "name");
    push(L, notes_of(each.name).description);
    lua_setfield(L, -2, "description");
    lua_newtable(L);
    int tags = 0;
    for (std::string_view rest = notes_of(each.name).tags; !rest.empty();) {
      const std::string_view tag = first_tag(rest);
      push(L, tag);
      lua_rawseti(L, -2, ++tags);
      rest.remove_prefix(std::min(rest.size(), tag.size() + 1));
    }
    lua_setfield(L, -2, "class");
    lua_rawseti(L, -2, ++n);
  }
  lua_pushnil(L);
  return 2;
}

int l_exit(lua_State* L) {
  const lua_Number code = luaL_optnumber(L, 1, 0);
  vm& self = vm::of(L);
  self.request<exit_request>().code = static_cast<int>(code);
  if (self.submit_now().how == reply::state::failed)
    return self.push_reply(L);
  return done(L);
}

// ---- permissions -----------------------------------------------------------------------------------------------------------

void add_part(lua_State* L, const char* name, const guarded* rows) {
  lua_newtable(L);
  add_guarded(L, rows);
  lua_setfield(L, -2, name);
}

constexpr const char* read = system_read;
constexpr const char* control = system_control;
constexpr guarded end = guarded_end;

constexpr guarded of_system[] = {{"modules", l_modules, read, "modules"},
                                 {"exit", l_exit, "system.exit", ""},
                                 {"processes", l_processes, read, "processes"},
                                 end};
constexpr guarded of_memory[] = {{"stats", l_memory_stats, read, "memory"},
                                 {"allocated", l_memory_field<alloc_field>, read, "memory"},
                                 {"heap_objects", l_memory_field<objects_field>, read, "memory"},
                                 {"get_limit", l_get_limit, read, "memory_limit"},
                                 {"set_limit", l_set_limit, control, "memory_limit"},
                                 end};
constexpr guarded of_gc[] = {{"collect", l_collect, "system.gc", "gc"},
                             {"get_percent", l_get_percent, read, "gc_percent"},
                             {"set_percent", l_set_percent, "system.gc", "gc_percent"},
                             end};
constexpr guarded of_runtime[] = {{"goroutines", l_goroutines, read, "goroutines"},
                                  {"cpu_count", l_cpu_count, read, "cpu"},
                                  {"max_procs", l_max_procs, read, "gomaxprocs", control},
                                  end};
constexpr guarded of_process[] = {{"pid", l_pid, read, "pid"}, {"hostname", l_hostname, read, "hostname"}, {"cwd", l_cwd, read, "cwd"}, end};
constexpr guarded of_node[] = {{"id", l_node_id, read, "node"}, {"addr", l_node_addr, read, "node"}, {"role", l_node_role, read, "node"}, end};
constexpr guarded of_cluster[] = {
  {"members", l_members, read, "cluster"}, {"leader", l_leader, read, "cluster"}, {"size", l_size, read, "cluster"}, end};
constexpr guarded of_raft[] = {{"is_leader", l_no_raft, read, "raft"},
                               {"is_member", l_no_raft, read, "raft"},
                               {"role", l_no_raft, read, "raft"},
                               {"term", l_no_raft, read, "raft"},
                               {"commit_index", l_no_raft, read, "raft"},
                               {"stats", l_no_raft, read, "raft_stats"},
                               end};
constexpr guarded of_lock[] = {{"acquire", l_acquire, "system.lock", nullptr, nullptr, errc::permission_denied},
                               {"release", l_release, "system.lock", nullptr, nullptr, errc::permission_denied},
                               end};
constexpr guarded of_supervisor[] = {{"state", l_state, read, "supervisor"}, {"states", l_states, read, "supervisor"}, end};
constexpr guarded of_hosts[] = {{"list", l_hosts, read, "hosts"}, {"processes", l_host_processes, read, "hosts"}, end};

}  // namespace

int open_system(lua_State* L) {
  lua_newtable(L);
  add_guarded(L, of_system);
  add_part(L, "memory", of_memory);
  add_part(L, "gc", of_gc);
  add_part(L, "runtime", of_runtime);
  add_part(L, "process", of_process);
  add_part(L, "node", of_node);
  add_part(L, "cluster", of_cluster);
  add_part(L, "raft", of_raft);
  add_part(L, "lock", of_lock);
  add_part(L, "supervisor", of_supervisor);
  add_part(L, "hosts", of_hosts);
  return 1;
}

}  // namespace troupe::runtime::modules
