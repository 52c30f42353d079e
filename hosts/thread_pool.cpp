#include "hosts/thread_pool.hpp"

#include "config/errc.hpp"
#include "config/limits.hpp"
#include "config/log.hpp"
#include "hosts/thread_memory.hpp"

#include <caf/intrusive_ptr.hpp>

#include <fmt/format.h>
#include <pthread.h>

#include <algorithm>
#include <system_error>
#include <utility>

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

// ---- workers ----------------------------------------------------------------------------------------------------------

thread_pool::thread_pool(caf::actor_system& system, watchdog& dog, size_t workers, std::string name,
                         std::chrono::nanoseconds quantum, std::function<bool()> idle_task)
  : system_(system), dog_(dog), name_(std::move(name)), idle_task_(std::move(idle_task)), quantum_(quantum) {
  resize(workers);
}

caf::expected<std::unique_ptr<thread_pool>> thread_pool::make(caf::actor_system& system, watchdog& dog, size_t workers, std::string name,
                                                              std::chrono::nanoseconds quantum, std::function<bool()> idle_task) {
  try {
    return std::make_unique<thread_pool>(system, dog, workers, std::move(name), quantum, std::move(idle_task));
  } catch (const std::system_error& problem) {
    return make_error(errc::unavailable, fmt::format("the system gives no thread to run it on: {} (ulimit -u, the limit of a container)",
                                                     problem.what()));
  }
}

thread_pool::~thread_pool() {
  stop();
}

actors::pool_figures thread_pool::figures() const {
  const std::lock_guard lock{guard_};
  actors::pool_figures sum{executed_before_, stolen_before_, shared_.size() + preempted_.size()};
  for (const auto* list : {&workers_, &leaving_})
    for (const auto& each : *list) {
      sum.executed += each->executed.load(std::memory_order_relaxed);
      sum.stolen += each->stolen.load(std::memory_order_relaxed);
      sum.queued += each->local_count.load(std::memory_order_relaxed);
    }
  return sum;
}

size_t thread_pool::workers() const {
  const std::lock_guard lock{guard_};
  return workers_.size();
}

void thread_pool::set_quantum(std::chrono::nanoseconds quantum) {
  const std::lock_guard lock{guard_};
  quantum_ = quantum;
  for (const auto& each : workers_)
    each->watched.quantum = quantum;
}

// With the lock held. Raises std::system_error if there are no more threads.
void thread_pool::add_worker() {
  auto added = std::make_unique<worker>(system_, *this);
  worker& made = *added;
  made.preempted_tick = dog_.ticks();
  made.watched.quantum = quantum_.load();
  made.watched.stuck = [this, &made] { replace(made); };
  made.thread = std::thread{[this, &made] { run(made); }};
  workers_.push_back(std::move(added));
}

void thread_pool::resize(size_t workers) {
  workers = std::max<size_t>(workers, 1);
  const std::lock_guard lock{guard_};
  if (stopping_)
    return;
  join_gone();
  while (workers_.size() < workers) {
    try {
      add_worker();
    } catch (const std::system_error& problem) {
      if (workers_.empty())
        throw;
      log::warn("pool", fmt::format("{}: {} of {} workers: the system gives no more threads ({})", name_, workers_.size(), workers, problem.what()));
      break;
    }
  }
  while (workers_.size() > workers) {
    workers_.back()->leaving = true;
    leaving_.push_back(std::move(workers_.back()));
    workers_.pop_back();
  }
  work_.notify_all();
}

// A slice hangs inside C, where nothing can preempt it: its worker's place, and the jobs that waited behind it, go to a spare thread.
void thread_pool::replace(worker& stuck) {
  std::deque<resumable*> orphans;
  {
    const std::lock_guard lock{guard_};
    const auto at = std::find_if(workers_.begin(), workers_.end(), [&](const auto& each) { return each.get() == &stuck; });
    if (stopping_ || at == workers_.end())
      return;  // leaving already
    join_gone();
    if (leaving_.size() >= limits::rescued_threads_max)
      return;
    const auto place = at - workers_.begin();
    try {
      add_worker();
      told_no_thread_ = false;
    } catch (const std::system_error& problem) {
      if (!std::exchange(told_no_thread_, true))
        log::warn("pool", fmt::format("{}: a slice is {} ms late inside a C function, and no thread can take over: {}", name_,
                                      limits::rescue_after.count(), problem.what()));
      return;
    }
    {
      const std::lock_guard local{stuck.guard};
      stuck.replaced = true;
      orphans.swap(stuck.local);
      stuck.local_count = 0;
    }
    stuck.leaving = true;
    leaving_.push_back(std::move(workers_[static_cast<size_t>(place)]));
    workers_.erase(workers_.begin() + place);
  }
  for (resumable* job : orphans)
    share(job);
  log::debug("pool", fmt::format("{}: a slice is {} ms late inside a C function, another thread takes over", name_,
                                 limits::rescue_after.count()));
}

// With the lock held.
void thread_pool::join_gone() {
  std::erase_if(leaving_, [this](const auto& each) {
    if (!each->gone)
      return false;
    each->thread.join();
    executed_before_ += each->executed.load(std::memory_order_relaxed);
    stolen_before_ += each->stolen.load(std::memory_order_relaxed);
    return true;
  });
}

void thread_pool::stop() {
  std::vector<std::unique_ptr<worker>> all;
  {
    const std::lock_guard lock{guard_};
    if (stopping_.exchange(true))
      return;
    all = std::move(workers_);
    workers_.clear();
    std::move(leaving_.begin(), leaving_.end(), std::back_inserter(all));
    leaving_.clear();
  }
  work_.notify_all();
  for (const auto& each : all)
    each->thread.join();
  for (const auto& each : all)
    for (resumable* job : each->local)
      caf::intrusive_ptr_release(job);
  for (std::deque<resumable*>* queue : {&shared_, &preempted_, &urgent_}) {
    for (resumable* job : *queue)
      caf::intrusive_ptr_release(job);
    queue->clear();
  }
}

// ---- queues -----------------------------------------------------------------------------------------------------------

bool thread_pool::push_local(worker& to, resumable* job) {
  const std::lock_guard lock{to.guard};
  if (to.replaced)
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

// Until there is work. What a thread's heap holds unused goes back to the system once it rests, and again while the others work, for they free
// what was allocated here.
template <class Over>
void thread_pool::sleep(worker& self, std::unique_lock<std::mutex>& lock, Over over) {
  while (!work_.wait_for(lock, limits::worker_rest, over)) {
    const uint64_t executed = executed_by_all();
    if (executed == self.executed_then) {
      work_.wait(lock, over);
      return;
    }
    self.executed_then = executed;
    lock.unlock();
    give_back_unused_memory();
    lock.lock();
  }
}

// With the lock held.
uint64_t thread_pool::executed_by_all() const {
  uint64_t sum = 0;
  for (const auto& each : workers_)
    sum += each->executed.load(std::memory_order_relaxed);
  return sum;
}

// False when the worker is to end.
bool thread_pool::wait_for_work(worker& self) {
  ++idle_;
  const auto nothing = [this] {
    return shared_count_.load(std::memory_order_acquire) == 0 && preempted_count_.load(std::memory_order_acquire) == 0
           && urgent_count_.load(std::memory_order_acquire) == 0;
  };
  while (idle_task_ && nothing() && !stopping_ && !self.leaving && idle_task_()) {
  }
  const auto until = std::chrono::steady_clock::now() + limits::worker_spin;
  while (nothing() && !stopping_.load(std::memory_order_relaxed) && std::chrono::steady_clock::now() < until)
    relax();
  bool slept = false;
  {
    std::unique_lock lock{guard_};
    if (nothing() && !stopping_ && !self.leaving) {
      slept = true;
      self.watched.asleep.store(true, std::memory_order_relaxed);
      sleep(self, lock, [&] { return stopping_ || self.leaving || !nothing(); });
      self.watched.asleep.store(false);
    }
  }
  if (slept)
    dog_.notice();  // without the lock: the watchdog takes its own first and then, in `stuck`, the pool's
  --idle_;
  return !stopping_ && !self.leaving;
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
  while (resumable* job = stopping_ ? nullptr : take_local(self))
    share(job);
  self.gone = true;
}

void thread_pool::run_jobs(worker& self) {
  for (unsigned turn = 1; !stopping_.load(std::memory_order_relaxed) && !self.leaving.load(std::memory_order_relaxed); ++turn) {
    resumable* job = next(self, turn);
    if (job == nullptr) {
      if (!wait_for_work(self))
        return;
      continue;
    }
    self.executed.store(self.executed.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    if (!settle(self, job, job->resume(&self, 0)))
      return;
  }
}

// What becomes of a job after its slice. False if the worker is to end.
bool thread_pool::settle(worker& self, resumable* job, resumable::resume_result result) {
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
      return true;
    case resumable::awaiting_message:
    case resumable::done: caf::intrusive_ptr_release(job); return true;
    case resumable::shutdown_execution_unit: return false;
  }
  return true;
}

}  // namespace troupe::hosts
