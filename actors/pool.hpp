// What actors need of the threads that run them. A host owns the real pool (hosts/thread_pool); tests own one whose jobs are run
// by hand (test/support/manual_pool).
#pragma once

#include <caf/resumable.hpp>

#include <cstddef>
#include <cstdint>

namespace troupe::actors {

// What a pool has done so far.
struct pool_figures {
  uint64_t executed = 0;  // jobs run
  uint64_t stolen = 0;    // of them taken over from another worker
  size_t queued = 0;      // jobs that wait now
};

class pool {
public:
  virtual ~pool() = default;

  // Runs the job soon on one of the pool's threads. Takes over one reference to it, as CAF's scheduler does. Any thread.
  virtual void schedule(caf::resumable* job) = 0;

  // Runs a job that waits for its turn before all others; nothing if it does not wait. Any thread. Looks at what waits one by one: for
  // ends by force, which must not wait behind a crowd.
  virtual void hasten(caf::resumable* /*job*/) {}

  // How many threads it has; 0: none of its own.
  virtual size_t workers() const { return 0; }

  virtual pool_figures figures() const { return {}; }
};

}  // namespace troupe::actors
