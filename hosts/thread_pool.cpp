#include "hosts/thread_pool.hpp"

#include "config/limits.hpp"

#include <caf/intrusive_ptr.hpp>

#include <pthread.h>

namespace troupe::hosts {

namespace {

// Tells the processor that this thread only waits; elsewhere the loop is as good, if hotter.
void relax() noexcept {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

}  // namespace

thread_local thread_pool::worker* thread_pool::current_ = nullptr;

thread_pool::thread_pool(caf::actor_system& system, size_t workers, std::string name) : name_(std::move(name)) {
  for (size_t i = 0; i < workers; ++i)
    workers_.push_back(std::make_unique<worker>(system, *this));
  for (const auto& each : workers_)
    each->thread = std::thread{[this, &self = *each] { run(self); }};
}

thread_pool::~thread_pool() {
  stop();
}

void thread_pool::stop() {
  {
    const std::lock_guard lock{guard_};
    if (stopping_.exchange(true))
      return;
  }
  work_.notify_all();
  for (const auto& each : workers_)
    each->thread.join();
  for (const auto& each : workers_)
    for (caf::resumable* job : each->local)
      caf::intrusive_ptr_release(job);
  for (caf::resumable* job : shared_)
    caf::intrusive_ptr_release(job);
  shared_.clear();
}

void thread_pool::schedule(caf::resumable* job) {
  worker* here = current_;
  if (here != nullptr && &here->owner == this && (here->local.empty() || idle_.load(std::memory_order_relaxed) == 0)) {
    here->local.push_back(job);
    return;
  }
  share(job);
}

void thread_pool::share(caf::resumable* job) {
  bool wake = false;
  {
    const std::lock_guard lock{guard_};
    shared_.push_back(job);
    ++shared_count_;
    wake = idle_.load(std::memory_order_relaxed) != 0;
  }
  if (wake)
    work_.notify_one();
}

caf::resumable* thread_pool::take_shared() {
  if (shared_count_.load(std::memory_order_relaxed) == 0)
    return nullptr;
  const std::lock_guard lock{guard_};
  if (shared_.empty())
    return nullptr;
  caf::resumable* job = shared_.front();
  shared_.pop_front();
  --shared_count_;
  return job;
}

caf::resumable* thread_pool::next(worker& self, unsigned turn) {
  // The shared queue comes first now and then, so that two local jobs that wake each other cannot starve it.
  if (turn % 32 == 0 || self.local.empty())
    if (caf::resumable* job = take_shared())
      return job;
  if (self.local.empty())
    return nullptr;
  caf::resumable* job = self.local.front();
  self.local.pop_front();
  return job;
}

// False when the pool stops.
bool thread_pool::wait_for_work() {
  ++idle_;
  const auto until = std::chrono::steady_clock::now() + limits::worker_spin;
  while (shared_count_.load(std::memory_order_acquire) == 0 && !stopping_.load(std::memory_order_relaxed)
         && std::chrono::steady_clock::now() < until)
    relax();
  std::unique_lock lock{guard_};
  work_.wait(lock, [this] { return stopping_ || !shared_.empty(); });
  --idle_;
  return !stopping_;
}

void thread_pool::run(worker& self) {
  current_ = &self;
  pthread_setname_np(pthread_self(), name_.substr(0, 15).c_str());
  for (unsigned turn = 1; !stopping_.load(std::memory_order_relaxed); ++turn) {
    caf::resumable* job = next(self, turn);
    if (job == nullptr) {
      if (!wait_for_work())
        break;
      continue;
    }
    switch (job->resume(&self, 0)) {
      case caf::resumable::resume_later:
        // Behind everyone who was woken; to the others if they have nothing to do.
        if (idle_.load(std::memory_order_relaxed) != 0 && !self.local.empty())
          share(job);
        else
          self.local.push_back(job);
        break;
      case caf::resumable::awaiting_message:
      case caf::resumable::done: caf::intrusive_ptr_release(job); break;
      case caf::resumable::shutdown_execution_unit: break;
    }
  }
  current_ = nullptr;
}

}  // namespace troupe::hosts
