// The openers of all modules, for table.cpp, and small helpers that modules share.
//
// An opener pushes the module's value; the caller freezes tables. Thread: the machine's; openers may raise for memory.
#pragma once

#include "runtime/lua/lua.hpp"
#include "runtime/lua/members.hpp"

namespace troupe::runtime::modules {

int open_base64(lua_State* L);
int open_channel(lua_State* L);
int open_crypto(lua_State* L);
int open_ctx(lua_State* L);
int open_env(lua_State* L);
int open_errors(lua_State* L);
int open_events_bus(lua_State* L);
int open_eval_runner(lua_State* L);
int open_expr(lua_State* L);
int open_fs(lua_State* L);
int open_funcs(lua_State* L);
int open_hash(lua_State* L);
int open_io(lua_State* L);
int open_json(lua_State* L);
int open_loader(lua_State* L);
int open_logger(lua_State* L);
int open_metrics(lua_State* L);
int open_os(lua_State* L);
int open_payload(lua_State* L);
int open_process(lua_State* L);
int open_registry(lua_State* L);
int open_security(lua_State* L);
int open_subscribe(lua_State* L);
int open_supervisor(lua_State* L);
int open_system(lua_State* L);
int open_text(lua_State* L);
int open_time(lua_State* L);
int open_unsubscribe(lua_State* L);
int open_uuid(lua_State* L);
int open_workflow(lua_State* L);
int open_yaml(lua_State* L);

// Parts of `process` that live in files of their own: the first two add to the table on top, the last is process.registry.
void add_process_control(lua_State* L);
void add_process_spawning(lua_State* L);
int open_process_names(lua_State* L);

// The type of error objects; once per machine, before anything can fail.
void register_errors(lua_State* L);

using lua::add_members;
using lua::push_members;

// `true, nil`: what most calls answer that have nothing to say.
inline int done(lua_State* L) {
  lua_pushboolean(L, 1);
  lua_pushnil(L);
  return 2;
}

}  // namespace troupe::runtime::modules
