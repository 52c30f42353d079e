// What a host grants each of its processes (spec: troupe.md sections 2 and 3).
#pragma once

#include "config/limits.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace troupe::actors {

struct process_limits {
  size_t memory_bytes = limits::memory_limit_default;                       // live Lua memory
  std::chrono::nanoseconds load_timeout = limits::load_timeout;             // running time of a chunk's top level
  uint64_t mailbox_messages = limits::mailbox_messages_default;             // unread user letters; 0: unlimited
  uint64_t mailbox_bytes = limits::mailbox_bytes_default;                   // their bodies; 0: unlimited
  uint64_t processes = 0;                                                   // living on the host; 0: unlimited
};

// Those of function calls and of hosts that say nothing.
inline constexpr process_limits default_limits{};

}  // namespace troupe::actors
