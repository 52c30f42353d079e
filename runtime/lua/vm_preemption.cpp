// The preemption half of a machine: what the hook does, how far outwards a yield must go, and limits that end a life.
#include "config/errc.hpp"
#include "config/limits.hpp"
#include "config/size.hpp"
#include "runtime/lua/compiler_budget.hpp"
#include "runtime/lua/lua.hpp"
#include "runtime/lua/slice.hpp"
#include "runtime/lua/traceback.hpp"
#include "runtime/lua/vm.hpp"

namespace troupe::runtime::lua {

void on_preemption_hook(lua_State* L, lua_Debug*) {
  vm::of(L).preempt(L);
}

void on_long_match(lua_State* L) {
  vm::of(L).check_life(L);
}

void vm::preempt(lua_State* L) {
  slice* here = slice::current();
  if (here == nullptr)
    return;
  here->disarm();
  if (preempted_)
    return;  // an inner coroutine was preempted and that is on its way outwards: a second yield here would end it half way
  if (memory_.in_want())
    check_memory(L);
  if (lua_isyieldable(L) != 0) {
    preempted_ = true;
    if (flag_anchor_ != 0) {
      lua_rawgeti(L, LUA_REGISTRYINDEX, flag_anchor_);
      lua_pushboolean(L, 1);
      lua_rawseti(L, -2, 1);
      lua_pop(L, 1);
    }
    lua_yield(L, 0);
    return;
  }
  check_life(L);  // if it may live on, the watchdog asks again: the call back into Lua may be over by then
  here->interrupt_later();
}

void vm::check_life(lua_State* L) {
  if (verdict_ == nullptr && (world_ == nullptr || !world_->must_end()))
    return;
  // The hook stays: it raises again after every pcall, until the program is out or at a point where it can yield.
  if (slice* here = slice::current())
    here->arm();
  lua_pushstring(L, verdict_ != nullptr ? verdict_->message.c_str() : "process terminated");
  lua_error(L);
}

void vm::check_memory(lua_State* L) {
  lua_gc(L, LUA_GCCOLLECT, 0);
  if (memory_.relieved())
    return;
  if (memory_.reserve_granted()) {
    if (verdict_ == nullptr) {
      verdict_ = std::make_unique<fault>(
        fault::undecided(errc::internal, "memory limit exceeded (" + format_size(limits_.memory_bytes) + ")"));
      traceback_ = traceback(L);
    }
    return;
  }
  memory_.grant_reserve();
  lua_pushliteral(L, "not enough memory");
  lua_error(L);
}

bool vm::preempt_outwards(lua_State* L) {
  if (lua_isyieldable(L) != 0)
    return true;
  end_preemption(L);
  check_life(L);
  return false;
}

void vm::push_preemption_flag(lua_State* L) {
  if (flag_anchor_ == 0) {
    lua_createtable(L, 1, 0);
    lua_pushboolean(L, 0);
    lua_rawseti(L, -2, 1);  // its slot exists from now on: the hook must not need memory
    lua_pushvalue(L, -1);
    flag_anchor_ = luaL_ref(L, LUA_REGISTRYINDEX);
    return;
  }
  lua_rawgeti(L, LUA_REGISTRYINDEX, flag_anchor_);
}

void vm::end_preemption(lua_State* L) {
  preempted_ = false;
  if (flag_anchor_ == 0)
    return;
  lua_rawgeti(L, LUA_REGISTRYINDEX, flag_anchor_);
  lua_pushboolean(L, 0);
  lua_rawseti(L, -2, 1);
  lua_pop(L, 1);
}

// A machine that overran its quantum is worth compiling; one that never does saves the memory (machine code is mapped per state).
void vm::use_compiler(compiler_budget::claim why) {
  if (compiles_ || !compiler_budget::take(why))
    return;
  compiles_ = true;
  if (lua_cpcall(state_, compiler_budget::turn_on, nullptr) != 0)
    lua_settop(state_, 0);  // no memory for it: goes on interpreted
}

void vm::use_compiler_if_busy() {
  const steady_time now = world_->clock().steady();
  if (now - slices_since_ <= limits::busy_span)
    use_compiler(compiler_budget::claim::busy);
  slices_ = 0;
  slices_since_ = now;
}

// On a crowded computer a slice takes long whatever it does: a program that computes little would never pay back a compiler.
void vm::use_compiler_for_overrun() {
  const slice* here = slice::current();
  if (here == nullptr || !here->starved())
    use_compiler(compiler_budget::claim::overran);
}

}  // namespace troupe::runtime::lua
