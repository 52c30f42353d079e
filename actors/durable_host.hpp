// A place where workflows run: a `workflow.host` or `temporal.worker` entry and its pool.
//
// Stopping lets activations that are under way end; their runs stay open and go on when a host of that id starts again.
// Thread: any.
#pragma once

#include "actors/pool.hpp"
#include "actors/process_limits.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace troupe::actors {

struct durable_settings {
  size_t cache_size = 10'000;                              // runs kept in memory
  std::chrono::nanoseconds retention = std::chrono::hours{168};  // how long closed runs stay readable
};

// What a host is called.
struct durable_identity {
  std::string id;                // of its entry
  std::string pid_host;          // how its workflows' PIDs begin: `client@worker`, or the id
  std::string task_queue;        // a worker's, as its workflows see it; else ""
  std::string plain_task_queue;  // the same without its client's prefix, as entries and code write it
  std::string name_space = "default";
};

class durable_host {
public:
  durable_host(durable_identity who, pool& workers, const process_limits& bounds, const durable_settings& settings)
    : who_(std::move(who)),
      workers_(workers),
      limits_(bounds),
      cache_size_(settings.cache_size),
      retention_ns_(settings.retention.count()) {}

  const std::string& id() const noexcept { return who_.id; }
  const std::string& pid_host() const noexcept { return who_.pid_host; }
  const std::string& task_queue() const noexcept { return who_.task_queue; }
  const std::string& name_space() const noexcept { return who_.name_space; }
  bool serves(std::string_view task_queue) const noexcept {
    return !task_queue.empty() && (task_queue == who_.task_queue || task_queue == who_.plain_task_queue);
  }
  pool& workers() const noexcept { return workers_; }
  const host_limits& limits() const noexcept { return limits_; }
  size_t cache_size() const noexcept { return cache_size_.load(std::memory_order_relaxed); }
  std::chrono::nanoseconds retention() const noexcept { return std::chrono::nanoseconds{retention_ns_.load(std::memory_order_relaxed)}; }
  void set(const process_limits& bounds, const durable_settings& to) noexcept {
    limits_.set(bounds);
    cache_size_ = to.cache_size;
    retention_ns_ = to.retention.count();
  }

  bool running() const noexcept { return running_.load(); }
  void start() noexcept { running_ = true; }
  // `quiet` is called once when no activation is under way any more, at once if there is none.
  void begin_stop(std::function<void()> quiet) {
    {
      const std::lock_guard lock{guard_};
      running_ = false;
      if (active_ != 0) {
        quiet_ = std::move(quiet);
        return;
      }
    }
    quiet();
  }

  // A run begins an activation; false if the host stops. Each granted one is followed by `leave`.
  bool enter() {
    const std::lock_guard lock{guard_};
    if (!running_)
      return false;
    ++active_;
    return true;
  }
  void leave() {
    std::function<void()> quiet;
    {
      const std::lock_guard lock{guard_};
      if (--active_ == 0 && !running_)
        quiet.swap(quiet_);
    }
    if (quiet)
      quiet();
  }

private:
  const durable_identity who_;
  pool& workers_;
  host_limits limits_;
  std::atomic<size_t> cache_size_;
  std::atomic<int64_t> retention_ns_;
  std::atomic<bool> running_{false};
  std::mutex guard_;
  size_t active_ = 0;
  std::function<void()> quiet_;
};

}  // namespace troupe::actors
