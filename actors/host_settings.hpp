// Figures that programs may read and set to tell the host about memory and threads, and what the host knows of itself for them.
//
// They are kept and read back; LuaJIT machines and pools have limits of their own, per process and per host. Thread: any.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>
#include <thread>

namespace troupe::actors {

struct host_settings {
  std::string node_name;                     // set before any process
  std::atomic<int64_t> memory_limit{-1};     // bytes; -1: none
  std::atomic<int64_t> collector_percent{100};
  std::atomic<int64_t> processors{static_cast<int64_t>(std::max(1U, std::thread::hardware_concurrency()))};

  // By the name a program uses; null if there is none.
  std::atomic<int64_t>* find(std::string_view name) noexcept {
    return name == "memory_limit"  ? &memory_limit
           : name == "gc_percent" ? &collector_percent
           : name == "gomaxprocs" ? &processors
                                   : nullptr;
  }
};

}  // namespace troupe::actors
