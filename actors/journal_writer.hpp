// The only writer of an application's journal: a thread that commits whatever has queued up as one transaction, again and again.
//
// Invariants: steps are committed in the order of their submission; `done` is told of success only after the commit, in that order too.
// While the disk is full or fails nothing is told: the steps wait and are tried again, until the program ends or the queue is full.
// Thread:     submit from any; `write` and `done` of a step run on the writer's thread and must not wait for anything.
#pragma once

#include "config/limits.hpp"
#include "runtime/journal/group_commit.hpp"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace troupe::actors {

class journal_writer {
public:
  struct figures {
    uint64_t commits = 0;
    uint64_t steps = 0;   // committed
    size_t waiting = 0;   // queued and under way
    std::string stopped;  // why nothing can be committed at present; "" if it can
  };

  // A step of something that is begun already is accepted whatever waits: nobody could repeat it, and each has one at most under way.
  enum class urgency : uint8_t { begun_already, from_outside };

  // `sync_every`: commits that have only reached the system are put onto the disk so often; zero: never, or they all are at once.
  explicit journal_writer(std::unique_ptr<runtime::journal::lmdb> env, std::chrono::nanoseconds sync_every = {},
                          size_t waiting_max = limits::journal_steps_waiting_max);
  ~journal_writer();
  // Commits what is queued; what cannot be committed is told so, and so is everything from then on. More than once is the same.
  void stop();
  journal_writer(const journal_writer&) = delete;
  journal_writer& operator=(const journal_writer&) = delete;

  // See runtime::journal::step for what `write` may do. `done` may be null. What comes from outside is told `unavailable` at
  // once if the queue is full.
  void submit(std::function<caf::error(runtime::journal::write_txn&)> write, std::function<void(const caf::error&)> done,
              urgency how = urgency::from_outside);

  figures now() const;
  const runtime::journal::lmdb& env() const noexcept { return *env_; }

private:
  struct order {
    runtime::journal::step what;
    std::function<void(const caf::error&)> done;
  };

  void run();
  // False if the program ends before the disk took them.
  bool commit(std::vector<order>& batch);
  bool pause_after(const caf::error& why, uint32_t tries);

  void sync();

  const std::unique_ptr<runtime::journal::lmdb> env_;
  const std::chrono::nanoseconds sync_every_;
  const size_t waiting_max_;
  mutable std::mutex guard_;
  std::condition_variable wake_;
  std::vector<order> queue_;
  figures figures_;
  bool ending_ = false;
  bool ended_ = false;
  std::thread thread_;  // last: it uses the others
};

}  // namespace troupe::actors
