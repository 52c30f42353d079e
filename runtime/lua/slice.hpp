// Preemption: how a machine that runs too long is made to give its thread back (docs/architecture.md, "Preemption").
//
// Each worker thread owns one slice. A machine publishes itself there while it runs; the watchdog, seeing the same serial for longer
// than the quantum, signals the thread; the handler asks LuaJIT for a hook at the next instruction; the hook yields, or raises if the
// process is to end. lua_sethook is never called from another thread: upstream issues 824 and 1012.
#pragma once

#include <pthread.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <ctime>
#include <utility>

struct lua_State;
struct lua_Debug;

namespace troupe::runtime::lua {

class slice {
public:
  // Binds the slice to the calling thread, which must call `detach` before it ends.
  void attach() noexcept;
  void detach() noexcept;

  // The calling thread's; null on threads that are not preempted (tests, the main thread).
  static slice* current() noexcept;

  // ---- the owning thread ------------------------------------------------------------------------------------------------
  void begin(lua_State* L) noexcept;
  void end() noexcept;

  // The part of the looks of the watchdog that fell on what runs here, since the last time this was asked.
  std::chrono::nanoseconds take_sampled() noexcept {
    return std::chrono::nanoseconds{sampled_.load(std::memory_order_relaxed) == 0 ? 0 : sampled_.exchange(0, std::memory_order_relaxed)};
  }

  // Whether what was interrupted last had taken long without computing much: no reason to compile it.
  bool starved() const noexcept { return starved_.load(std::memory_order_relaxed); }

  // Whether the process that ran here was preempted; a pool puts it behind those that were woken.
  bool take_preempted() noexcept { return std::exchange(preempted_, false); }
  void note_preempted() noexcept { preempted_ = true; }

  // Asks for the hook at the next instruction of the running machine. False if LuaJIT is in a state that forbids it for now.
  bool try_arm() noexcept;
  // The same where that cannot be: in the hook itself.
  void arm() noexcept;
  // Takes the hook away. Both keep the handler out while LuaJIT's dispatch table changes.
  void disarm() noexcept;

  // From now on whatever begins here is interrupted after so many instructions of its own; 0: not at all. A test's watchdog, which needs
  // no clock and no second thread.
  void interrupt_after(int instructions) noexcept { instructions_ = instructions; }
  // Called by the hook where the program cannot yield: a watchdog with a clock asks again by itself.
  void interrupt_later() noexcept;

  // ---- the watchdog -----------------------------------------------------------------------------------------------------
  // Odd while a machine runs; changes with every slice.
  uint64_t serial() const noexcept { return serial_.load(std::memory_order_acquire); }
  // What runs here is taken to have run for as long: a sample, which costs those who are sampled nothing.
  void sample(std::chrono::nanoseconds span) noexcept { sampled_.fetch_add(span.count(), std::memory_order_relaxed); }
  // What the thread has had of a processor. This and the next: only while the thread is known to live.
  std::chrono::nanoseconds processor_time() const noexcept;
  // Signals the thread. `starved`: its slice took long because others had the processor.
  void interrupt(bool starved) noexcept {
    starved_.store(starved, std::memory_order_relaxed);
    pthread_kill(thread_, preemption_signal);
  }

  // Ignored by default, restarts system calls, and used by no library: what Go's scheduler uses, for the same reasons.
  static constexpr int preemption_signal = SIGURG;
  // Once, before any slice.
  static void install_handler();

private:
  static void on_signal(int) noexcept;

  pthread_t thread_{};
  clockid_t processor_clock_{};  // of the thread
  std::atomic<uint64_t> serial_{0};
  std::atomic<lua_State*> running_{nullptr};  // the handler acts only while this is set
  std::atomic<bool> armed_{false};
  std::atomic<bool> starved_{false};
  std::atomic<int64_t> sampled_{0};
  bool preempted_ = false;
  int instructions_ = 0;
};

// Publishes a machine for a scope, where there is a slice.
class published_slice {
public:
  // Adds to `used` what the slice is sampled to have taken.
  published_slice(lua_State* L, std::chrono::nanoseconds& used) noexcept : here_(slice::current()), used_(used) {
    if (here_ != nullptr)
      here_->begin(L);
  }
  ~published_slice() {
    if (here_ == nullptr)
      return;
    used_ += here_->take_sampled();
    here_->end();
  }
  published_slice(const published_slice&) = delete;
  published_slice& operator=(const published_slice&) = delete;

private:
  slice* here_;
  std::chrono::nanoseconds& used_;
};

// The hook itself: yields the running process, or ends it. Defined by the machine (vm_preemption.cpp), as is what a long pattern match
// asks now and then.
void on_preemption_hook(lua_State* L, lua_Debug*);
void on_long_match(lua_State* L);

}  // namespace troupe::runtime::lua
