#include "hosts/thread_pool.hpp"

#include "config/limits.hpp"

#include <caf/intrusive_ptr.hpp>

#include <pthread.h>

#include <algorithm>

namespace troupe::hosts {

using caf::resumable;

thread_local thread_pool::worker* thread_pool::current_ = nullptr;

namespace {

// Tells the processor that this thread only waits; elsewhere the loop is as good, if hotter.
void relax() noexcept {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

// While woken jobs never cease, one that was preempted gets a slice after so many of the watchdog's ticks.
constexpr uint64_t preempted_share_ticks = 8;

}  // namespace

void thread_pool::spin_lock::lock() noexcept {
  while (held_.exchange(true, std::memory_order_acquire))
    relax();
}

// ---- queues -----------------------------------------------------------------------------------------------------------

bool thread_pool::push_local(worker& to, resumable* job) {
  const std::lock_guard lock{to.guard};
  if (to.where.load(std::memory_order_relaxed) != place::working)
    return false;
  to.local.push_back(job);
  to.local_count.store(to.local.size(), std::memory_order_relaxed);
  return true;
}

resumable* thread_pool::take_local(worker& from) {
  if (from.local_count.load(std::memory_order_relaxed) == 0)
    return nullptr;
  const std::lock_guard lock{from.guard};
  if (from.local.empty())
    return nullptr;
  resumable* job = from.local.front();
  from.local.pop_front();
  from.local_count.store(from.local.size(), std::memory_order_relaxed);
  return job;
}

void thread_pool::schedule(resumable* job) {
  worker* here = current_;
  if (here != nullptr && &here->owner == this
      && (here->local_count.load(std::memory_order_relaxed) == 0 || idle_.load(std::memory_order_relaxed) == 0)
      && push_local(*here, job))
    return;
  share(job);
}

void thread_pool::hasten(resumable* job) {
  const auto take_out = [job](std::deque<resumable*>& queue) {
    const auto end = queue.begin() + static_cast<std::ptrdiff_t>(std::min(queue.size(), limits::hasten_search_max));
    const auto at = std::find(queue.begin(), end, job);
    if (at == end)
      return false;
    queue.erase(at);
    return true;
  };
  {
    const std::lock_guard lock{guard_};
    bool found = false;
    if (take_out(shared_)) {
      --shared_count_;
      found = true;
    } else if (take_out(preempted_)) {
      --preempted_count_;
      found = true;
    }
    for (size_t i = 0; i < workers_.size() && !found; ++i) {
      worker& each = *workers_[i];
      const std::lock_guard local{each.guard};
      found = take_out(each.local);
      each.local_count.store(each.local.size(), std::memory_order_relaxed);
    }
    if (!found)
      return;  // it runs, or it waits for mail
    urgent_.push_back(job);
    ++urgent_count_;
  }
  work_.notify_one();
}

void thread_pool::share(resumable* job, bool preempted) {
  bool wake = false;
  {
    const std::lock_guard lock{guard_};
    if (preempted) {
      preempted_.push_back(job);
      ++preempted_count_;
    } else {
      shared_.push_back(job);
      ++shared_count_;
    }
    wake = idle_.load(std::memory_order_relaxed) != 0;
  }
  if (wake)
    work_.notify_one();
}

resumable* thread_pool::take(std::deque<resumable*>& queue, std::atomic<size_t>& count) {
  if (count.load(std::memory_order_relaxed) == 0)
    return nullptr;
  const std::lock_guard lock{guard_};
  if (queue.empty())
    return nullptr;
  resumable* job = queue.front();
  queue.pop_front();
  --count;
  return job;
}

resumable* thread_pool::steal(worker& self) {
  const std::lock_guard lock{guard_};
  for (const auto& each : workers_)
    if (each.get() != &self)
      if (resumable* job = take_local(*each)) {
        self.stolen.store(self.stolen.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
        return job;
      }
  return nullptr;
}

resumable* thread_pool::take_preempted(worker& self) {
  resumable* job = take(preempted_, preempted_count_);
  self.runs_preempted = job != nullptr;
  return job;
}

resumable* thread_pool::next(worker& self, unsigned turn) {
  if (resumable* job = take(urgent_, urgent_count_))
    return job;
  if (preempted_count_.load(std::memory_order_relaxed) != 0 && dog_.ticks() - self.preempted_tick >= preempted_share_ticks)
    if (resumable* job = take_preempted(self))
      return job;
  // The shared queue comes first now and then, so that two local jobs that wake each other cannot starve it.
  if (turn % 32 == 0)
    if (resumable* job = take(shared_, shared_count_))
      return job;
  if (resumable* job = take_local(self))
    return job;
  if (resumable* job = take(shared_, shared_count_))
    return job;
  if (resumable* job = take_preempted(self))
    return job;
  return steal(self);
}

void thread_pool::wait_for_work(worker& self) {
  ++idle_;
  const auto superfluous = [&] { return stopping_ || self.where.load(std::memory_order_relaxed) != place::working; };
  const auto nothing = [this] {
    return shared_count_.load(std::memory_order_acquire) == 0 && preempted_count_.load(std::memory_order_acquire) == 0
           && urgent_count_.load(std::memory_order_acquire) == 0;
  };
  const auto until = std::chrono::steady_clock::now() + limits::worker_spin;
  while (nothing() && !stopping_.load(std::memory_order_relaxed) && std::chrono::steady_clock::now() < until)
    relax();
  bool slept = false;
  {
    std::unique_lock lock{guard_};
    if (nothing() && !superfluous()) {
      slept = true;
      self.watched.asleep.store(true, std::memory_order_relaxed);
      rest(self, lock, work_, [&] { return superfluous() || !nothing(); });
      self.watched.asleep.store(false);
    }
  }
  if (slept)
    dog_.notice();  // without the lock: the watchdog takes its own first and then, in `stuck`, the pool's
  --idle_;
}

// ---- a worker's life --------------------------------------------------------------------------------------------------

void thread_pool::run(worker& self) {
  current_ = &self;
  pthread_setname_np(pthread_self(), name_.substr(0, 15).c_str());
  self.watched.slice.attach();
  self.watched.asleep.store(false);
  dog_.watch(self.watched);
  dog_.notice();
  run_jobs(self);
  dog_.forget(self.watched);
  self.watched.slice.detach();
  current_ = nullptr;
  self.gone = true;
}

void thread_pool::run_jobs(worker& self) {
  for (unsigned turn = 1; !stopping_.load(std::memory_order_relaxed); ++turn) {
    if (self.where.load(std::memory_order_relaxed) != place::working && !await_place(self))
      return;
    resumable* job = next(self, turn);
    if (job == nullptr) {
      wait_for_work(self);
      continue;
    }
    self.executed.store(self.executed.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    settle(self, job, job->resume(&self, 0));
  }
}

// What becomes of a job after its slice.
void thread_pool::settle(worker& self, resumable* job, resumable::resume_result result) {
  const bool preempted = self.watched.slice.take_preempted();
  // From its end on, for slices of some hosts are longer than the others' turn.
  if (std::exchange(self.runs_preempted, false) || preempted)
    self.preempted_tick = dog_.ticks();
  switch (result) {
    case resumable::resume_later:
      // Behind everyone who was woken; to the others if they have nothing to do.
      if (preempted)
        share(job, true);
      else if ((idle_.load(std::memory_order_relaxed) != 0 && self.local_count.load(std::memory_order_relaxed) != 0)
               || !push_local(self, job))
        share(job);
      break;
    case resumable::awaiting_message:
    case resumable::done:
    case resumable::shutdown_execution_unit:  // only the jobs by which CAF's own scheduler ends its workers
      caf::intrusive_ptr_release(job);
      break;
  }
}

}  // namespace troupe::hosts
