// A pool without threads: a test runs the jobs by hand, in order, and so decides every interleaving.
#pragma once

#include "actors/pool.hpp"

#include <caf/intrusive_ptr.hpp>
#include <caf/resumable.hpp>

#include <deque>

namespace troupe::test {

class manual_pool final : public actors::pool {
public:
  ~manual_pool() override {
    for (caf::resumable* job : jobs_)
      caf::intrusive_ptr_release(job);
  }

  void schedule(caf::resumable* job) override { jobs_.push_back(job); }

  bool idle() const { return jobs_.empty(); }

  // One slice of the first job.
  void step() {
    caf::resumable* job = jobs_.front();
    jobs_.pop_front();
    if (job->resume(nullptr, 0) == caf::resumable::resume_later)
      jobs_.push_back(job);
    else
      caf::intrusive_ptr_release(job);
  }

  // Until nobody has anything to do; false if that takes more than `slices`.
  bool run(size_t slices = 100'000) {
    while (!jobs_.empty()) {
      if (slices-- == 0)
        return false;
      step();
    }
    return true;
  }

private:
  std::deque<caf::resumable*> jobs_;
};

}  // namespace troupe::test
