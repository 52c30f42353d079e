// What a host grants each of its processes (spec: troupe.md sections 2 and 3).
#pragma once

#include "config/limits.hpp"

#include <atomic>
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

// The limits of one host, which change while its processes run: each reads them where it needs them, so all but the memory of machines
// that exist already follow at once.
//
// Thread: any. The fields are independent; nobody minds to see a new one beside an old one.
class host_limits {
public:
  constexpr host_limits() = default;
  explicit host_limits(const process_limits& to) noexcept { set(to); }

  void set(const process_limits& to) noexcept {
    memory_bytes_.store(to.memory_bytes, relaxed);
    load_timeout_.store(to.load_timeout, relaxed);
    mailbox_messages_.store(to.mailbox_messages, relaxed);
    mailbox_bytes_.store(to.mailbox_bytes, relaxed);
    processes_.store(to.processes, relaxed);
  }

  size_t memory_bytes() const noexcept { return memory_bytes_.load(relaxed); }
  std::chrono::nanoseconds load_timeout() const noexcept { return load_timeout_.load(relaxed); }
  uint64_t mailbox_messages() const noexcept { return mailbox_messages_.load(relaxed); }
  uint64_t mailbox_bytes() const noexcept { return mailbox_bytes_.load(relaxed); }
  uint64_t processes() const noexcept { return processes_.load(relaxed); }

private:
  static constexpr auto relaxed = std::memory_order_relaxed;
  static constexpr process_limits at_first{};

  std::atomic<size_t> memory_bytes_{at_first.memory_bytes};
  std::atomic<std::chrono::nanoseconds> load_timeout_{at_first.load_timeout};
  std::atomic<uint64_t> mailbox_messages_{at_first.mailbox_messages};
  std::atomic<uint64_t> mailbox_bytes_{at_first.mailbox_bytes};
  std::atomic<uint64_t> processes_{at_first.processes};
};

// Those of function calls and of hosts that say nothing.
inline const host_limits default_limits;

}  // namespace troupe::actors
