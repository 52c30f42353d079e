// The threads of a pool, and which of them work: how many there are, whose place a spare thread takes, where they rest.
#include "config/errc.hpp"
#include "config/limits.hpp"
#include "config/log.hpp"
#include "hosts/thread_memory.hpp"
#include "hosts/thread_pool.hpp"

#include <caf/intrusive_ptr.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <system_error>
#include <utility>

namespace troupe::hosts {

using caf::resumable;

thread_pool::thread_pool(caf::actor_system& system, watchdog& dog, size_t workers, std::string name, std::chrono::nanoseconds quantum)
  : system_(system), dog_(dog), name_(std::move(name)), quantum_(quantum) {
  resize(workers);
}

caf::expected<std::unique_ptr<thread_pool>> thread_pool::make(caf::actor_system& system, watchdog& dog, size_t workers, std::string name,
                                                              std::chrono::nanoseconds quantum) {
  try {
    return std::make_unique<thread_pool>(system, dog, workers, std::move(name), quantum);
  } catch (const std::system_error& problem) {
    return make_error(errc::unavailable, fmt::format("the system gives no thread to run it on: {} (ulimit -u, the limit of a container)",
                                                     problem.what()));
  }
}

thread_pool::~thread_pool() {
  stop();
}

void thread_pool::stop() {
  std::vector<std::unique_ptr<worker>> all;
  {
    const std::lock_guard lock{guard_};
    if (stopping_.exchange(true))
      return;
    all = std::move(workers_);
    workers_.clear();
  }
  work_.notify_all();
  place_.notify_all();
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

actors::pool_figures thread_pool::figures() const {
  const std::lock_guard lock{guard_};
  actors::pool_figures sum{executed_before_, stolen_before_, shared_.size() + preempted_.size()};
  for (const auto& each : workers_) {
    sum.executed += each->executed.load(std::memory_order_relaxed);
    sum.stolen += each->stolen.load(std::memory_order_relaxed);
    sum.queued += each->local_count.load(std::memory_order_relaxed);
  }
  return sum;
}

size_t thread_pool::workers() const {
  const std::lock_guard lock{guard_};
  return count(place::working);
}

void thread_pool::set_quantum(std::chrono::nanoseconds quantum) {
  const std::lock_guard lock{guard_};
  quantum_ = quantum;
  for (const auto& each : workers_)
    each->watched.quantum = quantum;
}

// ---- places: all of it with the lock held ---------------------------------------------------------------------------------

size_t thread_pool::count(place where) const {
  return static_cast<size_t>(std::count_if(workers_.begin(), workers_.end(), [&](const auto& each) { return each->where == where; }));
}

// Null if there is none.
thread_pool::worker* thread_pool::find(place where) {
  const auto at = std::find_if(workers_.begin(), workers_.end(), [&](const auto& each) { return each->where == where; });
  return at != workers_.end() ? at->get() : nullptr;
}

// Raises std::system_error if there are no more threads.
thread_pool::worker& thread_pool::add_worker() {
  auto added = std::make_unique<worker>(system_, *this);
  worker& made = *added;
  made.preempted_tick = dog_.ticks();
  made.watched.quantum = quantum_.load();
  made.watched.stuck = [this, &made] { replace(made); };
  made.thread = std::thread{[this, &made] { run(made); }};
  workers_.push_back(std::move(added));
  return made;
}

void thread_pool::take_place(worker& by) {
  const std::lock_guard local{by.guard};
  by.where = place::working;
}

// What waits behind it goes to the others, and so does what it wakes from now on.
void thread_pool::leave_place(worker& by, place to) {
  const std::lock_guard local{by.guard};
  by.where = to;
  shared_count_ += by.local.size();
  shared_.insert(shared_.end(), by.local.begin(), by.local.end());
  by.local.clear();
  by.local_count = 0;
}

void thread_pool::join_gone() {
  std::erase_if(workers_, [this](const auto& each) {
    if (!each->gone)
      return false;
    each->thread.join();
    executed_before_ += each->executed.load(std::memory_order_relaxed);
    stolen_before_ += each->stolen.load(std::memory_order_relaxed);
    return true;
  });
}

// The slice that hung has ended. Its worker works on instead of the spare thread rather than ends: its heap holds what it allocated so far,
// which would lie half empty for minutes while the other's grows to the same size. The spare thread rests with its own, for the next time.
void thread_pool::come_back(worker& self) {
  const auto stand_in =
    std::find_if(workers_.begin(), workers_.end(), [](const auto& each) { return each->where == place::working && each->stand_in; });
  if (stand_in == workers_.end())
    return leave_place(self, place::leaving);  // there are fewer workers by now
  take_place(self);
  leave_place(**stand_in, count(place::spare) < count(place::working) ? place::spare : place::leaving);
  work_.notify_all();  // it may wait for work, and others for what waited behind it
}

// ---- changes ------------------------------------------------------------------------------------------------------------

void thread_pool::resize(size_t workers) {
  workers = std::max<size_t>(workers, 1);
  const std::lock_guard lock{guard_};
  if (stopping_)
    return;
  join_gone();
  size_t working = count(place::working);
  for (; working < workers; ++working) {
    try {
      add_worker();
    } catch (const std::system_error& problem) {
      if (working == 0)
        throw;
      log::warn("pool", fmt::format("{}: {} of {} workers: the system gives no more threads ({})", name_, working, workers, problem.what()));
      break;
    }
  }
  for (auto each = workers_.rbegin(); working > workers; ++each)
    if ((*each)->where == place::working) {
      leave_place(**each, place::leaving);
      --working;
    }
  work_.notify_all();
}

// A slice hangs inside C, where nothing can preempt it: its worker's place, and the jobs that waited behind it, go to a spare thread.
void thread_pool::replace(worker& stuck) {
  {
    const std::lock_guard lock{guard_};
    if (stopping_ || stuck.where != place::working)
      return;
    join_gone();
    if (count(place::away) >= limits::rescued_threads_max)
      return;
    if (worker* spare = find(place::spare)) {
      take_place(*spare);
      place_.notify_all();
    } else {
      try {
        add_worker().stand_in = true;
        told_no_thread_ = false;
      } catch (const std::system_error& problem) {
        if (!std::exchange(told_no_thread_, true))
          log::warn("pool", fmt::format("{}: a slice is {} ms late inside a C function, and no thread can take over: {}", name_,
                                        limits::rescue_after.count(), problem.what()));
        return;
      }
    }
    leave_place(stuck, place::away);
  }
  work_.notify_all();
  log::debug("pool", fmt::format("{}: a slice is {} ms late inside a C function, another thread takes over", name_,
                                 limits::rescue_after.count()));
}

// By a worker without a place: until it has one. False if it is to end.
bool thread_pool::await_place(worker& self) {
  while (true) {
    {
      std::unique_lock lock{guard_};
      if (!stopping_ && self.where == place::away)
        come_back(self);
      if (stopping_ || self.where == place::leaving)
        return false;
      if (self.where == place::working)
        return true;
      self.watched.asleep.store(true, std::memory_order_relaxed);
      rest(self, lock, place_, [&] { return stopping_ || self.where != place::spare; });
      self.watched.asleep.store(false);
    }
    dog_.notice();  // without the lock, see wait_for_work
  }
}

// ---- rest: with the lock held -------------------------------------------------------------------------------------------

uint64_t thread_pool::executed_by_all() const {
  uint64_t sum = 0;
  for (const auto& each : workers_)
    sum += each->executed.load(std::memory_order_relaxed);
  return sum;
}

// Until it is over. What a thread's heap holds unused goes back to the system once it rests, and again while the others work, for they free
// what was allocated here.
void thread_pool::rest(worker& self, std::unique_lock<std::mutex>& lock, std::condition_variable& until, const std::function<bool()>& over) {
  while (!until.wait_for(lock, limits::worker_rest, over)) {
    const uint64_t executed = executed_by_all();
    if (executed == self.executed_then) {
      until.wait(lock, over);
      return;
    }
    self.executed_then = executed;
    lock.unlock();
    give_back_unused_memory();
    lock.lock();
  }
}

}  // namespace troupe::hosts
