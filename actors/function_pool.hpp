// The states that serve calls of one `function.lua` entry (process.md section 21).
//
// A state serves one call at a time, as a process of its own with a fresh PID, and is reused: module-level locals persist, nothing
// else does. Calls beyond the pool's size wait in order. A pool belongs to one version of the entry: an update makes a new one, and
// calls in flight keep the old one alive until they end. A lazy or adaptive pool drops states that were idle for half a minute.
// Thread: any; one lock, held for moments.
#pragma once

#include "actors/pool.hpp"
#include "actors/process.hpp"
#include "config/clock.hpp"
#include "config/limits.hpp"

#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::actors {

// What stands behind a function's id in the host part of its calls' PIDs.
inline constexpr std::string_view function_host_suffix = "/call";

struct function_pool_options {
  enum class kind : uint8_t { lazy, fixed, adaptive, serial } type = kind::lazy;
  uint32_t states_max = limits::function_pool_states_default;
};

class function_pool : public std::enable_shared_from_this<function_pool> {
public:
  function_pool(std::string entry, std::shared_ptr<const runtime::lua::program> code, pool& workers,
                function_pool_options options);

  // Answers `ended`; the process of that PID begins once there is a state for it. Refused is a call by the one that has the only state: it would
  // wait for its own end.
  process_id call(local_node& home, runtime::call_request& request, answer_to ended);

  // Takes back a call that still waits for a state; nobody is answered. False if it does not wait.
  bool withdraw(process_id id);

  // Refuses further calls and those that wait: the program ends.
  void close(local_node& home);

  size_t states() const;

private:
  struct idle_state {
    std::unique_ptr<runtime::lua::vm> machine;
    steady_time since;
  };
  struct waiting_call {
    process_id id;
    runtime::value arguments;
    runtime::call_context context;
    answer_to ended;
  };

  void start(local_node& home, waiting_call call, std::unique_ptr<runtime::lua::vm> machine);
  void take_back(local_node& home, std::unique_ptr<runtime::lua::vm> machine, bool usable);
  bool keeps_idle_states() const noexcept;
  void trim_later(local_node& home, std::chrono::nanoseconds delay);
  void trim(local_node& home);

  const std::string entry_;
  const std::string* host_;
  const std::shared_ptr<const runtime::lua::program> code_;
  pool& workers_;
  const function_pool_options options_;

  mutable std::mutex guard_;
  std::vector<idle_state> idle_;
  std::deque<waiting_call> waiting_;
  uint32_t busy_ = 0;
  process_id begun_last_;  // of a pool with one state: the call that has it, while it is busy
  bool trimming_ = false;  // a look at the idle states is to come
  bool closed_ = false;
};

}  // namespace troupe::actors
