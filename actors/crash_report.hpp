// What is said of a process that ended with an error: one log record, by whoever knows what comes next.
//
// A process that nobody supervises writes it itself; that of a service hands it to its supervisor, which adds its decision.
// Ownership: a plain value.
#pragma once

#include "config/types.hpp"
#include "runtime/fault.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::actors {

struct crash_report {
  process_id pid;
  std::string entry;
  runtime::fault why;
  std::string traceback;            // of the coroutine that failed, a frame a line; "" if it had returned
  std::vector<std::string> topics;  // received last, oldest first
  uint64_t unread = 0;              // messages in the mailbox
  size_t memory_bytes = 0;          // of Lua
  std::chrono::nanoseconds uptime{};
  uint64_t slices = 0;              // turns on a worker
  bool explained = false;           // what helps is said elsewhere
};

// Takes a report over, with the duty to log it once. Called on the thread that ends the process.
using crash_sink = std::function<void(crash_report)>;

// Writes the record. `decision` says what happens now; `service` is the entry of the service, "" if it is none.
void log_crash(const crash_report& report, std::string_view decision, std::string_view service = {});

}  // namespace troupe::actors
