// The workers of one host: threads of its own, so that a saturated host starves no other (design section 3).
//
// A job woken by one of the pool's own workers stays with that worker while the others have work; from anywhere else it enters the
// shared queue. Jobs that were preempted wait behind those that were woken, and get a slice every few milliseconds all the same. An
// idle worker spins briefly, then sleeps without polling, and gives unused memory back to the system when it has slept for a while. A worker
// whose slice hangs inside C loses its place to a spare thread until it comes back, as Go hands on the processor of a thread in a system call.
// Thread: schedule and resize from any. Jobs are run by one worker at a time, as CAF's scheduler promises.
#pragma once

#include "actors/pool.hpp"
#include "config/limits.hpp"
#include "hosts/watchdog.hpp"

#include <caf/actor_system.hpp>
#include <caf/execution_unit.hpp>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace troupe::hosts {

class thread_pool final : public actors::pool {
public:
  // `name` is shown by the system's tools (at most 15 bytes of it). Where the system gives fewer threads than that, a warning says so; where
  // it gives none, `make` answers unavailable, and the constructor throws std::system_error.
  thread_pool(caf::actor_system& system, watchdog& dog, size_t workers, std::string name,
              std::chrono::nanoseconds quantum = limits::quantum_default);
  static caf::expected<std::unique_ptr<thread_pool>> make(caf::actor_system& system, watchdog& dog, size_t workers, std::string name,
                                                          std::chrono::nanoseconds quantum = limits::quantum_default);
  ~thread_pool() override;

  void schedule(caf::resumable* job) override;
  void hasten(caf::resumable* job) override;

  // Changes the number of workers, at least one; running slices end first.
  void resize(size_t workers);
  void set_quantum(std::chrono::nanoseconds quantum);

  // Ends the workers; jobs that are still queued are released unrun. Called when everything that schedules has stopped.
  void stop();

  size_t workers() const override;
  actors::pool_figures figures() const override;

private:
  class spin_lock {
  public:
    void lock() noexcept;
    void unlock() noexcept { held_.store(false, std::memory_order_release); }

  private:
    std::atomic<bool> held_{false};
  };

  enum class place : uint8_t {
    working,
    away,     // its slice hangs, and a spare thread works in its place
    spare,    // rests until it is to work in another's place
    leaving,  // superfluous: ends after its slice
  };

  struct worker final : caf::execution_unit {
    worker(caf::actor_system& system, thread_pool& pool) : caf::execution_unit(&system), owner(pool) {}
    // CAF wakes actors on the sender's unit; a job of another pool must not run here, so everything goes through its own pool.
    void exec_later(caf::resumable* job) override { owner.schedule(job); }

    thread_pool& owner;
    watched_worker watched;
    spin_lock guard;
    std::deque<caf::resumable*> local;      // woken by this worker
    std::atomic<size_t> local_count{0};
    std::atomic<place> where{place::working};  // changed with both `guard` and the pool's lock held
    bool stand_in = false;                  // made as a spare thread: whoever comes back gets its place
    std::atomic<uint64_t> executed{0};      // jobs; written by this worker only
    std::atomic<uint64_t> stolen{0};
    std::atomic<bool> gone{false};          // the thread is about to end and can be joined
    uint64_t executed_then = 0;             // by all, when it last gave memory back
    bool runs_preempted = false;            // what runs was preempted before
    uint64_t preempted_tick = 0;            // when the last slice of such a one ended
    std::thread thread;
  };

  worker& add_worker();
  worker* find(place where);
  size_t count(place where) const;
  void take_place(worker& by);
  void leave_place(worker& by, place to);
  void replace(worker& stuck);
  void come_back(worker& self);
  bool await_place(worker& self);
  void join_gone();
  void run(worker& self);
  void run_jobs(worker& self);
  void settle(worker& self, caf::resumable* job, caf::resumable::resume_result result);
  caf::resumable* next(worker& self, unsigned turn);
  caf::resumable* take(std::deque<caf::resumable*>& queue, std::atomic<size_t>& count);
  caf::resumable* take_local(worker& from);
  caf::resumable* take_preempted(worker& self);
  caf::resumable* steal(worker& self);
  bool push_local(worker& to, caf::resumable* job);
  void share(caf::resumable* job, bool preempted = false);
  void wait_for_work(worker& self);
  void rest(worker& self, std::unique_lock<std::mutex>& lock, std::condition_variable& until, const std::function<bool()>& over);
  uint64_t executed_by_all() const;

  static thread_local worker* current_;

  caf::actor_system& system_;
  watchdog& dog_;
  std::string name_;
  std::atomic<std::chrono::nanoseconds> quantum_;
  mutable std::mutex guard_;
  std::condition_variable work_;
  std::condition_variable place_;                  // for spare threads
  std::vector<std::unique_ptr<worker>> workers_;   // wherever they are; guarded, as all below
  uint64_t executed_before_ = 0;                   // by workers that are gone
  uint64_t stolen_before_ = 0;
  bool told_no_thread_ = false;                    // since a spare thread could be made
  std::deque<caf::resumable*> shared_;
  std::deque<caf::resumable*> preempted_;
  std::deque<caf::resumable*> urgent_;
  std::atomic<size_t> shared_count_{0};
  std::atomic<size_t> preempted_count_{0};
  std::atomic<size_t> urgent_count_{0};
  std::atomic<size_t> idle_{0};
  std::atomic<bool> stopping_{false};
};

}  // namespace troupe::hosts
