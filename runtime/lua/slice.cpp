#include "runtime/lua/slice.hpp"

#include "config/errc.hpp"
#include "runtime/lua/lua.hpp"

#ifndef TROUPE_SYSTEM_LUAJIT
extern "C" {
#include <lj_obj.h>

#include <lj_jit.h>

#include <lj_dispatch.h>

extern void (*lj_match_tick)(lua_State*);  // patch 0003
}
#endif

#ifdef TROUPE_RAW_SIGNALS
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace troupe::runtime::lua {

namespace {

// Read by a signal handler: must not be allocated lazily, hence the model.
thread_local __attribute__((tls_model("initial-exec"))) slice* current_slice = nullptr;

// Whether the hook may be set now. LuaJIT's dispatch table may be changed while it interprets or runs compiled code or a C
// function, but not while it collects, records, assembles or leaves a trace.
bool may_set_hook([[maybe_unused]] lua_State* L) noexcept {
#ifdef TROUPE_SYSTEM_LUAJIT
  return true;  // interpreter only: there is no trace and no compiler to disturb
#else
  const int32_t state = G(L)->vmstate;
  const bool in_code = state >= 0 || state == ~LJ_VMST_INTERP || state == ~LJ_VMST_C;
  return in_code && L2J(L)->state == LJ_TRACE_IDLE;
#endif
}

}  // namespace

slice* slice::current() noexcept {
  return current_slice;
}

void slice::attach() noexcept {
  thread_ = pthread_self();
  TROUPE_ASSERT(pthread_getcpuclockid(thread_, &processor_clock_) == 0);
  current_slice = this;
  std::atomic_signal_fence(std::memory_order_seq_cst);
}

std::chrono::nanoseconds slice::processor_time() const noexcept {
  timespec now{};
  clock_gettime(processor_clock_, &now);
  return std::chrono::seconds{now.tv_sec} + std::chrono::nanoseconds{now.tv_nsec};
}

void slice::detach() noexcept {
  current_slice = nullptr;
  std::atomic_signal_fence(std::memory_order_seq_cst);
}

void slice::begin(lua_State* L) noexcept {
  running_.store(L, std::memory_order_relaxed);
  interrupt_later();
  std::atomic_signal_fence(std::memory_order_seq_cst);
  serial_.store(serial_.load(std::memory_order_relaxed) + 1, std::memory_order_release);
}

void slice::end() noexcept {
  lua_State* L = running_.load(std::memory_order_relaxed);
  running_.store(nullptr, std::memory_order_relaxed);
  std::atomic_signal_fence(std::memory_order_seq_cst);  // from here on the handler keeps its hands off
  if (armed_.load(std::memory_order_relaxed)) {
    lua_sethook(L, nullptr, 0, 0);
    armed_.store(false, std::memory_order_relaxed);
  }
  serial_.store(serial_.load(std::memory_order_relaxed) + 1, std::memory_order_release);
}

void slice::interrupt_later() noexcept {
  if (instructions_ == 0)
    return;
  lua_sethook(running_.load(std::memory_order_relaxed), on_preemption_hook, LUA_MASKCOUNT, instructions_);
  armed_.store(true, std::memory_order_relaxed);
}

void slice::arm() noexcept {
  lua_State* L = running_.load(std::memory_order_relaxed);
  if (L == nullptr)
    return;
  running_.store(nullptr, std::memory_order_relaxed);
  std::atomic_signal_fence(std::memory_order_seq_cst);
  // Cleared first: a dispatch table that an earlier signal left half updated heals.
  lua_sethook(L, nullptr, 0, 0);
  lua_sethook(L, on_preemption_hook, LUA_MASKCOUNT, 1);
  armed_.store(true, std::memory_order_relaxed);
  std::atomic_signal_fence(std::memory_order_seq_cst);
  running_.store(L, std::memory_order_relaxed);
}

void slice::disarm() noexcept {
  lua_State* L = running_.load(std::memory_order_relaxed);
  running_.store(nullptr, std::memory_order_relaxed);
  std::atomic_signal_fence(std::memory_order_seq_cst);
  lua_sethook(L, nullptr, 0, 0);
  armed_.store(false, std::memory_order_relaxed);
  std::atomic_signal_fence(std::memory_order_seq_cst);
  running_.store(L, std::memory_order_relaxed);
}

bool slice::try_arm() noexcept {
  lua_State* L = running_.load(std::memory_order_relaxed);
  if (L == nullptr || !may_set_hook(L))
    return false;
  arm();
  return true;
}

void slice::on_signal(int) noexcept {
  if (slice* here = current_slice)
    here->try_arm();  // if that is not possible now, the watchdog asks again
}

void slice::install_handler() {
#ifndef TROUPE_SYSTEM_LUAJIT
  lj_match_tick = on_long_match;
#endif
#ifdef TROUPE_RAW_SIGNALS
  // The thread sanitizer's own sigaction holds signals back until the next library call, which a spinning program never makes.
  struct kernel_action {
    void (*handler)(int);
    unsigned long flags;
    void (*restorer)();
    unsigned long mask;
  };
  struct sigaction set {};
  TROUPE_ASSERT(sigaction(preemption_signal, nullptr, &set) == 0);
  set.sa_handler = on_signal;
  set.sa_flags = SA_RESTART;
  TROUPE_ASSERT(sigaction(preemption_signal, &set, nullptr) == 0);
  kernel_action raw{};
  TROUPE_ASSERT(syscall(SYS_rt_sigaction, preemption_signal, nullptr, &raw, sizeof raw.mask) == 0);
  raw.handler = on_signal;  // keeps the C library's flags and restorer
  raw.flags &= ~static_cast<unsigned long>(SA_SIGINFO);
  TROUPE_ASSERT(syscall(SYS_rt_sigaction, preemption_signal, &raw, nullptr, sizeof raw.mask) == 0);
#else
  struct sigaction set {};
  set.sa_handler = on_signal;
  set.sa_flags = SA_RESTART;
  sigemptyset(&set.sa_mask);
  TROUPE_ASSERT(sigaction(preemption_signal, &set, nullptr) == 0);
#endif
}

}  // namespace troupe::runtime::lua
