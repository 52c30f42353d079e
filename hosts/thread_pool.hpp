// The workers of one host: threads of its own, so that a saturated host starves no other (design section 3).
//
// A job woken by one of the pool's own workers stays with that worker while the others have work; from anywhere else it enters the
// shared queue. An idle worker spins briefly while there was traffic lately, then sleeps without polling.
// Thread: schedule from any. Jobs are run by one worker at a time, as CAF's scheduler promises.
#pragma once

#include "actors/pool.hpp"

#include <caf/actor_system.hpp>
#include <caf/execution_unit.hpp>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace troupe::hosts {

class thread_pool final : public actors::pool {
public:
  // `name` is shown by the system's tools (at most 15 bytes of it).
  thread_pool(caf::actor_system& system, size_t workers, std::string name);
  ~thread_pool() override;

  void schedule(caf::resumable* job) override;

  // Ends the workers; jobs that are still queued are released unrun. Called when everything that schedules has stopped.
  void stop();

  size_t workers() const noexcept override { return workers_.size(); }

private:
  struct worker final : caf::execution_unit {
    worker(caf::actor_system& system, thread_pool& pool) : caf::execution_unit(&system), owner(pool) {}
    // CAF wakes actors on the sender's unit; a job of another pool must not run here, so everything goes through its own pool.
    void exec_later(caf::resumable* job) override { owner.schedule(job); }

    thread_pool& owner;
    std::deque<caf::resumable*> local;  // woken by this worker; touched by no other thread
    std::thread thread;
  };

  void run(worker& self);
  caf::resumable* next(worker& self, unsigned turn);
  caf::resumable* take_shared();
  bool wait_for_work();
  void share(caf::resumable* job);

  static thread_local worker* current_;

  std::string name_;
  std::vector<std::unique_ptr<worker>> workers_;
  std::mutex guard_;
  std::condition_variable work_;
  std::deque<caf::resumable*> shared_;
  std::atomic<size_t> shared_count_{0};
  std::atomic<size_t> idle_{0};
  std::atomic<bool> stopping_{false};
};

}  // namespace troupe::hosts
