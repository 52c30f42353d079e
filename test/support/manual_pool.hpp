// A pool without threads: a test runs the jobs by hand, in order, and so decides every interleaving.
//
// Preemption is by hand as well: after a number of Lua instructions instead of a time, so that it comes at the same point in every run.
// As in the real pool, jobs that were preempted wait behind those that were woken.
#pragma once

#include "actors/pool.hpp"
#include "runtime/lua/slice.hpp"

#include <caf/intrusive_ptr.hpp>
#include <caf/resumable.hpp>

#include <algorithm>
#include <cstdint>
#include <deque>

namespace troupe::test {

class manual_pool final : public actors::pool {
public:
  ~manual_pool() override {
    for (const auto* queue : {&jobs_, &preempted_})
      for (caf::resumable* job : *queue)
        caf::intrusive_ptr_release(job);
  }

  void schedule(caf::resumable* job) override { jobs_.push_back(job); }

  void hasten(caf::resumable* job) override {
    for (auto* queue : {&jobs_, &preempted_})
      if (const auto at = std::find(queue->begin(), queue->end(), job); at != queue->end()) {
        queue->erase(at);
        jobs_.push_front(job);
        return;
      }
  }

  bool idle() const { return jobs_.empty() && preempted_.empty(); }

  // From now on each slice is interrupted after so many instructions; 0: never, as at first.
  void preempt_each(int instructions) { instructions_each_ = instructions; }
  // The same for the next slice alone.
  void preempt_next(int instructions) { instructions_next_ = instructions; }
  // How many slices ended by a preemption.
  uint64_t preemptions() const { return preemptions_; }

  // One slice of the first job.
  void step() {
    std::deque<caf::resumable*>& from = jobs_.empty() ? preempted_ : jobs_;
    caf::resumable* job = from.front();
    from.pop_front();
    slice_.attach();
    slice_.interrupt_after(instructions_next_ != 0 ? instructions_next_ : instructions_each_);
    instructions_next_ = 0;
    const auto result = job->resume(nullptr, 0);
    slice_.detach();
    const bool preempted = slice_.take_preempted();
    preemptions_ += preempted ? 1 : 0;
    if (result == caf::resumable::resume_later)
      (preempted ? preempted_ : jobs_).push_back(job);
    else
      caf::intrusive_ptr_release(job);
  }

  // Until nobody has anything to do; false if that takes more than `slices`.
  bool run(size_t slices = 100'000) {
    while (!idle()) {
      if (slices-- == 0)
        return false;
      step();
    }
    return true;
  }

private:
  std::deque<caf::resumable*> jobs_;
  std::deque<caf::resumable*> preempted_;
  runtime::lua::slice slice_;
  int instructions_each_ = 0;
  int instructions_next_ = 0;
  uint64_t preemptions_ = 0;
};

}  // namespace troupe::test
