// Log records as events: system `logs`, kind `logs.entry` (cli.md, "Logs"; -e, logmanager.stream_to_events).
//
// A record is copied while it is written and published on a thread of its own, since whoever logs may hold what delivering needs. Nothing is
// copied while nobody subscribes to anything. What this thread itself logs is not published. Best effort: records beyond the bound are
// dropped, and the log says how many.
// Thread: construct and destroy on the main thread, while no process runs.
#pragma once

#include "actors/local_node.hpp"
#include "config/log.hpp"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace troupe::hosts {

class log_events {
public:
  explicit log_events(actors::local_node& node);
  ~log_events();
  log_events(const log_events&) = delete;
  log_events& operator=(const log_events&) = delete;

private:
  struct kept {
    log::level severity;
    std::string logger;
    std::string message;
    document fields;
    int64_t time_ns;
  };
  void hear(const log::record& one);
  void run();
  void tell_of_lost(uint64_t lost);
  static document data_of(const kept& one);

  actors::local_node& node_;
  std::mutex guard_;
  std::condition_variable changed_;
  std::vector<kept> waiting_;
  uint64_t lost_ = 0;
  bool stopping_ = false;
  std::chrono::steady_clock::time_point told_{};  // of lost records; of the thread alone
  std::thread thread_;
};

}  // namespace troupe::hosts
