#include "runtime/lua/vm.hpp"

#include "config/errc.hpp"
#include "config/limits.hpp"
#include "runtime/lua/border.hpp"
#include "runtime/lua/compiler_budget.hpp"
#include "runtime/lua/error_object.hpp"
#include "runtime/lua/libraries.hpp"
#include "runtime/lua/lua.hpp"
#include "runtime/lua/method_names.hpp"
#include "runtime/lua/slice.hpp"
#include "runtime/lua/traceback.hpp"
#include "runtime/lua/vm_image.hpp"
#include "runtime/modules/open.hpp"

#include <cstdlib>
#include <random>

namespace troupe::runtime::lua {

// ---- memory and birth -------------------------------------------------------------------------------------------------

vm& vm::of(lua_State* L) noexcept {
  return memory_account::of(L).owner();
}

std::unique_ptr<vm> vm::create(std::shared_ptr<const program> code, vm_limits bounds) {
  std::unique_ptr<vm> made = bounds.seed ? nullptr : vm_image::copy();
  if (made == nullptr) {
    made.reset(new vm);
    if (!made->open(false, bounds.seed))
      return nullptr;
  }
  return made->adopt(std::move(code), bounds) ? std::move(made) : nullptr;
}

bool vm::open(bool common, const std::optional<vm_seed>& seed) {
  limits_.seed = seed;
#ifdef TROUPE_SYSTEM_LUAJIT
  state_ = lua_newstate(memory_account::allocate, &memory_);  // cannot be seeded: `pairs` differs from run to run
#else
  state_ = seed ? lua_newstate_seeded(memory_account::allocate, &memory_, seed->data()) : lua_newstate(memory_account::allocate, &memory_);
#endif
  if (state_ == nullptr)
    return false;
  memory_.attach(state_);
  const auto set_up = [](lua_State* L) {
    vm& self = of(L);
    modules::register_errors(L);
    open_libraries(L);
    lua_pushcfunction(L, run_protected);
    self.run_anchor_ = luaL_ref(L, LUA_REGISTRYINDEX);
    if (lua_touserdata(L, 1) != nullptr)
      open_common_modules(L);
    return 0;
  };
  static char yes;  // an address that is the same for every machine (vm_image.hpp)
  return lua_cpcall(state_, set_up, common ? &yes : nullptr) == 0;
}

bool vm::adopt(std::shared_ptr<const program> code, vm_limits bounds) {
  code_ = std::move(code);
  limits_ = bounds;
  memory_.set_limit(bounds.memory_bytes);
  if (!needs_adoption(*code_))
    return true;
  const auto fit = [](lua_State* L) {
    adopt_program(L, of(L).code());
    return 0;
  };
  return lua_cpcall(state_, fit, nullptr) == 0;
}

vm::~vm() {
  if (state_ == nullptr)
    return;
  world_ = nullptr;
  tasks_.clear(state_);
#ifdef TROUPE_SYSTEM_LUAJIT
  lua_close(state_);
#else
  if (memory_.may_drop())
    lua_drop(state_);  // the memory goes with the account
  else
    lua_close(state_);
#endif
  if (compiles_)
    compiler_budget::give_back();
}

double vm::random_seed() const {
  if (limits_.seed)
    return static_cast<double>((*limits_.seed)[0] >> 11U);
  std::random_device source;
  return static_cast<double>(source()) + static_cast<double>(source()) * 4294967296.0;
}

// ---- a life -----------------------------------------------------------------------------------------------------------

void vm::begin(effect_handler& world, process_id self, call_context context, const value& arguments) {
  TROUPE_ASSERT(loaded_ && ended_);
  world_ = &world;
  self_ = self;
  context_ = std::move(context);
  arguments_ = arguments;
  outcome_ = value{};
  life_options = {};
  upgrade.reset();
  traceback_.clear();
  ended_ = false;
  if (used_before_)
    use_compiler(compiler_budget::claim::overran);  // a pool's: what is called again pays for being compiled
  used_before_ = true;
  lua_pushcfunction(state_, begin_protected);
  if (lua_pcall(state_, 0, 0, 0) != 0) {
    fail_life(fault_at(state_, -1));
    lua_settop(state_, 0);
  }
  if (!code_->method.empty())
    arguments_ = {};
}

int vm::begin_protected(lua_State* L) {
  vm& self = of(L);
  self.returned_method_ = false;
  lua_rawgeti(L, LUA_REGISTRYINDEX, self.method_anchor_);
  task& main = self.tasks_.add(L);
  main.is_main = true;
  const int n = push_items(L, self.arguments_);
  if (!lua_checkstack(main.thread, n + LUA_MINSTACK))
    return luaL_error(L, "too many arguments");
  lua_xmove(L, main.thread, n);
  main.pushed = n;
  self.tasks_.enqueue(main);
  return 0;
}

vm::status vm::run(uint32_t resumes_max) {
#ifndef NDEBUG
  TROUPE_ASSERT(!entered_.exchange(true));
#endif
  resumes_left_ = resumes_max;
  bool overran = false;
  if (!ended_) {
    const published_slice here{state_, used_time_};
    lua_rawgeti(state_, LUA_REGISTRYINDEX, run_anchor_);
    if (const int problem = lua_pcall(state_, 0, 0, 0); problem != 0) {
      fault why = fault_at(state_, -1);
      if (returning_ && problem != LUA_ERRMEM)
        why.message = "failed to encode result: " + why.message;
      fail_life(std::move(why));
      lua_settop(state_, 0);
    }
    returning_ = false;
    overran = preempted_;
    if (overran)
      end_preemption(state_);
    if (verdict_)
      fail_life(std::move(*verdict_));
    verdict_.reset();
  }
#ifndef NDEBUG
  entered_ = false;
#endif
  if (ended_)
    return status::ended;
  if (overran) {
    use_compiler_for_overrun();
    return status::preempted;
  }
  if (!compiles_ && ++slices_ == limits::slices_till_busy)
    use_compiler_if_busy();
  return tasks_.any_ready() || !arrived_.empty() ? status::runnable : status::blocked;
}

int vm::run_protected(lua_State* L) {
  vm& self = of(L);
  self.take_arrivals(L);
  while (!self.ended_) {
    if (self.resumes_left_ == 0)
      return 0;
    task* next = self.tasks_.next_ready();
    if (next == nullptr) {
      self.fetch_mail(L);
      next = self.tasks_.next_ready();
    }
    if (next == nullptr)
      break;
    --self.resumes_left_;
    if (self.code_->confined && ++self.resumes_ > self.code_->confined->resumes_max) {
      self.fail_life(fault::of(errc::internal, "eval exceeded maximum step limit"));
      return 0;
    }
    self.resume(L, *next);
    if (self.preempted_)
      return 0;
  }
  const bool under_way = !self.timers_.empty() || !self.pending_.empty();
  if (self.code_->confined && !self.ended_ && !under_way && self.arrived_.empty() && !self.tasks_.any_ready()) {
    // Nobody knows how to write to it, so what it waits for never comes.
    self.fail_life(fault::of(errc::internal, "eval went idle: its code waits and nothing is under way that could wake it"));
    return 0;
  }
  const bool sources = under_way || self.inbox_.to != nullptr || self.events_.to != nullptr || !self.topics_.empty();
  if (!self.ended_ && !sources && self.arrived_.empty() && self.tasks_.deadlocked())
    self.fail_life(fault::of(errc::internal, "deadlock: every coroutine waits and nothing can wake one (threads="
                                               + std::to_string(self.tasks_.size()) + ")"));
  return 0;
}

void vm::resume(lua_State* L, task& which) {
  running_ = &which;
  const int result = lua_resume(which.thread, which.pushed);
  running_ = nullptr;
  if (ended_)
    return;  // process.upgrade
  if (preempted_ && result == LUA_YIELD) {
    // Goes on where it was, and before its siblings: preemption does not interleave a process's own coroutines.
    which.pushed = 0;
    tasks_.enqueue_first(which);
    return;
  }
  if (result == LUA_YIELD) {
    if (!which.queued && !which.blocked) {  // a bare coroutine.yield(): lets the others run
      which.pushed = 0;
      lua_settop(which.thread, 0);
      tasks_.enqueue(which);
    }
    return;
  }
  if (result != 0) {
    raised(which.thread, result);
    return;
  }
  if (!which.is_main) {
    tasks_.remove(L, which);
    return;
  }
  if (!call_returned_function(L, which))
    main_returned(which.thread, lua_gettop(which.thread));
}

// A chunk that is the method may return it instead (process.md section 19; lua-language.md section 1.3): it gets the arguments that the chunk
// got. A table of functions is no result either: its author forgot to name one of them.
bool vm::call_returned_function(lua_State* L, task& main) {
  if (!code_->method.empty() || returned_method_)
    return false;
  if (!code_->confined && lua_gettop(main.thread) == 1 && has_functions(main.thread, 1)) {
    fail_life(missing_field_method(main.thread, 1, code_->id.text()));
    return true;
  }
  if (lua_gettop(main.thread) == 0 || !lua_isfunction(main.thread, 1))
    return false;
  returned_method_ = true;
  const int n = push_items(L, arguments_);
  if (!lua_checkstack(main.thread, n + LUA_MINSTACK))
    luaL_error(L, "too many arguments");
  lua_settop(main.thread, 1);
  lua_xmove(L, main.thread, n);
  main.pushed = n;
  tasks_.enqueue(main);
  return true;
}

// The result rule of process.md section 1.
void vm::main_returned(lua_State* thread, int results) {
  if (results >= 2 && (lua_type(thread, 2) == LUA_TSTRING || error_at(thread, 2) != nullptr)) {
    fault why = fault_at(thread, 2);
    if (lua_type(thread, 2) == LUA_TSTRING) {
      why.retryable = 0;
      why.structured = false;
    }
    fail_life(std::move(why));
    return;
  }
  if (results == 0 && code_->confined) {
    fail_life(fault::of(errc::internal, "eval returned no value: end the method with `return VALUE`"));
    return;
  }
  // Encoding may raise, and a thread that has ended must not: the first value moves to the running state.
  lua_settop(thread, 1);
  lua_xmove(thread, state_, 1);
  returning_ = true;
  outcome_ = encode_range(state_, lua_gettop(state_), results == 0 ? 0 : 1);
  lua_pop(state_, 1);
  ended_ = true;
}

void vm::raised(lua_State* thread, int result) {
  if (verdict_ == nullptr) {  // else it was taken where the limit was broken
    std::string_view text;
    border::text(thread, -1, text);
    traceback_ = traceback(thread, text);
  }
  fault why = fault_at(thread, -1);
  if (result == LUA_ERRMEM)
    why.message = "not enough memory";
  if (why.stack.empty()) {
    why.stack = "stack traceback:\n\t";
    for (const char c : traceback_)
      why.stack += c == '\n' ? std::string{"\n\t"} : std::string{c};
  }
  fail_life(std::move(why));
}

void vm::fail_life(fault why) {
  outcome_ = std::move(why);
  ended_ = true;
}

void vm::end_life() {
  ended_ = true;
  for (const auto& [who, timer] : timers_) {
    if (world_ != nullptr)
      world_->perform(stop_timer_request{who}, 0);
    luaL_unref(state_, LUA_REGISTRYINDEX, timer.channel_anchor);
  }
  timers_.clear();
  for (const auto& [who, waits] : pending_)
    if (waits.anchor != 0) {
      if (world_ != nullptr && waits.waiter == nullptr)
        world_->perform(cancel_call_request{who}, 0);
      luaL_unref(state_, LUA_REGISTRYINDEX, waits.anchor);
    }
  pending_.clear();
  tasks_.clear(state_);
  for (subscription* slot : {&inbox_, &events_}) {
    luaL_unref(state_, LUA_REGISTRYINDEX, slot->anchor);
    *slot = {};
  }
  for (const auto& [topic, slot] : topics_)
    luaL_unref(state_, LUA_REGISTRYINDEX, slot.anchor);
  topics_.clear();
  arrived_.clear();
  unclaimed_.clear();
  early_events_.clear();
  arguments_ = {};
  context_ = {};
  world_ = nullptr;
}

// ---- blocking ---------------------------------------------------------------------------------------------------------

task& vm::check_may_block(lua_State* L) {
  if (loading_)
    luaL_error(L, "a blocking call cannot run while the chunk loads: move it into the method");
  task* current = running(L);
  if (current == nullptr)
    luaL_error(L, "a blocking call cannot run inside a coroutine made by coroutine.create or coroutine.wrap: "
                  "use coroutine.spawn");
  return *current;
}

}  // namespace troupe::runtime::lua
