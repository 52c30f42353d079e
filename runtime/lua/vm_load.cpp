// The loading half of a machine: the top levels of the libraries and of the chunk, each as a coroutine of its own so that one which
// runs long can be preempted like any other code.
#include "config/errc.hpp"
#include "runtime/lua/error_object.hpp"
#include "runtime/lua/libraries.hpp"
#include "runtime/lua/lua.hpp"
#include "runtime/lua/method_names.hpp"
#include "runtime/lua/slice.hpp"
#include "runtime/lua/traceback.hpp"
#include "runtime/lua/vm.hpp"

#include <algorithm>

namespace troupe::runtime::lua {

std::optional<fault> vm::load(effect_handler& world, process_id self) {
  TROUPE_ASSERT(!loaded_);
  world_ = &world;
  self_ = self;
  loading_ = true;
  int failed = 0;
  bool overran = false;
  {
    const published_slice here{state_, used_time_};
    lua_pushcfunction(state_, load_protected);
    failed = lua_pcall(state_, 0, 0, 0);
    overran = preempted_;
    if (overran)
      end_preemption(state_);
  }
  loading_ = false;
  if (verdict_) {
    lua_settop(state_, 0);
    return std::move(*verdict_);
  }
  if (failed == 0) {
    loaded_ = method_anchor_ != 0;
    if (overran)
      use_compiler_for_overrun();
    return std::nullopt;
  }
  fault why = fault_at(state_, -1);
  why.retryable = why.retryable < 0 ? 0 : why.retryable;
  lua_settop(state_, 0);
  return why;
}

std::string vm::load_position() const {
  lua_Debug where;
  lua_State* at = loader_.thread;
  if (at == nullptr || lua_getstack(at, 0, &where) == 0 || lua_getinfo(at, "Sl", &where) == 0)
    return {};
  return std::string{where.source + 1} + ":" + std::to_string(where.currentline) + ": ";
}

std::string vm::position() const {
  if (loader_.thread != nullptr)
    return position_of(loader_.thread);
  const task* where = running_ != nullptr ? running_ : tasks_.first();
  return where == nullptr ? std::string{} : position_of(where->thread);
}

std::string vm::method_position() const {
  lua_Debug where;
  if (method_anchor_ == 0 || running_ == nullptr || !running_->is_main)
    return {};
  lua_rawgeti(state_, LUA_REGISTRYINDEX, method_anchor_);
  if (lua_getinfo(state_, ">S", &where) == 0 || *where.source != '=')
    return {};
  return std::string{where.source + 1} + ":" + std::to_string(std::max(where.linedefined, 1));  // a chunk that is the method begins at 0
}

int vm::load_protected(lua_State* L) {
  of(L).load_units(L);
  return 0;
}

void vm::load_units(lua_State* L) {
  for (; next_unit_ < code_->units.size(); ++next_unit_) {
    const unit& chunk = code_->units[next_unit_];
    const bool last = next_unit_ + 1 == code_->units.size();
    if (last && code_->method.empty()) {  // the chunk itself is the method
      if (luaL_loadbufferx(L, chunk.bytecode->data(), chunk.bytecode->size(), ("=" + chunk.chunk_name).c_str(), "b") != 0)
        lua_error(L);
      break;
    }
    if (!run_unit(L, chunk))
      return;  // preempted
    if (!last)
      keep_library(L, next_unit_);
  }
  const int returned = lua_gettop(L);
  if (lua_istable(L, -1)) {
    lua_pushlstring(L, code_->method.data(), code_->method.size());
    lua_rawget(L, -2);
  }
  if (!lua_isfunction(L, -1)) {
    error_object* error = push_error(L);
    error->what = missing_method(L, returned, code_->method);
    lua_error(L);
  }
  method_anchor_ = luaL_ref(L, LUA_REGISTRYINDEX);
}

// Starts or resumes the top level of a unit; when it has ended, its first result is on the stack. False if it was preempted.
bool vm::run_unit(lua_State* L, const unit& chunk) {
  if (loader_.thread == nullptr) {
    loader_ = tasks_.take_thread(L);
    if (luaL_loadbufferx(loader_.thread, chunk.bytecode->data(), chunk.bytecode->size(), ("=" + chunk.chunk_name).c_str(), "b") != 0) {
      lua_xmove(loader_.thread, L, 1);
      lua_error(L);
    }
  }
  lua_State* top_level = loader_.thread;
  const int result = lua_resume(top_level, 0);
  if (preempted_ && result == LUA_YIELD)
    return false;
  if (result == LUA_YIELD)
    luaL_error(L, "attempt to yield while the chunk loads: move it into the method");
  if (result == 0)
    lua_settop(top_level, 1);
  lua_xmove(top_level, L, 1);  // the result, or the error, which is on top
  if (result != 0)
    lua_error(L);
  tasks_.keep_thread(L, std::exchange(loader_, {}));  // the next unit's, at last the method's
  return true;
}

}  // namespace troupe::runtime::lua
