// Runs of workflows that are in memory: those that work, and of each host those that rested last, as many as its cache holds.
//
// Invariants: a chain has one run in memory at most; one that works is never dropped.
// Thread: any. A run is told of something, and says that it rests, under one lock, so that nothing is told to one that is dropped.
#pragma once

#include "actors/durable_run.hpp"

#include <cstdint>
#include <functional>
#include <list>
#include <mutex>
#include <unordered_map>

namespace troupe::actors {

class resident_runs {
public:
  // Calls `use` with the chain's run, which works from now on. One that is not in memory is made, without the lock; not called if `make` answers
  // null.
  void with(uint64_t chain, const std::function<durable_run_ptr()>& make, const std::function<void(durable_run&)>& use);
  // The same, if it is in memory.
  void if_there(uint64_t chain, const std::function<void(durable_run&)>& use);
  // Said by a run that has nothing to do, as the last thing it does in its slice: it may be dropped when its host needs the place (`rests`), or
  // is at once (`forget`). False if something has arrived for it.
  bool rests(durable_run& which);
  bool forget(durable_run& which);
  size_t count() const;

private:
  using order = std::list<uint64_t>;
  struct resident {
    durable_run_ptr who;
    order* list = nullptr;  // where it rests; null while it works
    order::iterator place{};
  };

  static void works(resident& which);

  mutable std::mutex guard_;
  std::unordered_map<uint64_t, resident> residents_;        // by chain
  std::unordered_map<const durable_host*, order> resting_;  // the longest first
};

}  // namespace troupe::actors
