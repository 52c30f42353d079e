// Restart decisions as a pure function: what a service's supervisor does next, given its state and what happened (registry.md
// sections 7.2 to 7.6). No clock, no actor, no randomness of its own: all come as arguments.
#pragma once

#include "actors/crash_report.hpp"
#include "config/clock.hpp"
#include "registry/lifecycle.hpp"
#include "runtime/fault.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace troupe::actors {

enum class service_status : uint8_t { unknown, starting, running, failed, exited, stopping, stopped };
enum class desired_status : uint8_t { unknown, running, stopped };

std::string_view name_of(service_status status) noexcept;
std::string_view name_of(desired_status status) noexcept;

struct service_state {
  service_status now = service_status::unknown;
  desired_status wanted = desired_status::unknown;
  uint32_t failures = 0;       // in a row; a run of stable_threshold starts the count anew
  uint64_t attempt = 0;        // counts starts; events of an older attempt are stale
  steady_time running_since{};
  bool retrying = false;       // failed, and a restart is due
  std::string details;

  // Whether a start or stop that someone waits for has come to rest.
  bool settled() const noexcept {
    return now != service_status::starting && now != service_status::stopping && !(now == service_status::failed && retrying);
  }
};

struct service_event {
  enum class kind : uint8_t {
    start_requested,
    started,
    start_failed,    // the service could not even be begun: terminal
    start_timeout,
    ended,           // by itself, with `result`
    retry_due,
    stop_requested,
    stop_timeout,
  } what = kind::start_requested;
  runtime::outcome result;  // start_failed, ended
  std::shared_ptr<const crash_report> crash = {};  // ended by a crash: still to be logged
};

struct service_decision {
  enum class action : uint8_t {
    none,
    start,        // begin an attempt; its deadline is start_timeout
    retry_later,  // in `delay`
    stop,         // ask it to end; its deadline is stop_timeout
    abandon,      // make an end of it by force
  };
  service_state next;
  action act = action::none;
  std::chrono::nanoseconds delay{};
};

// `jitter` is uniform in [-1, 1].
service_decision decide(const service_state& state, const service_event& event, const registry::lifecycle& policy,
                        steady_time now, double jitter);

// What was decided about a service that has just ended with an error, in words for its report.
std::string describe_decision(const runtime::outcome& result, const service_decision& decision, const registry::lifecycle& policy);

// min(initial * factor^(n-1), max) * (1 + jitter * policy.jitter), for failure n >= 1.
std::chrono::nanoseconds restart_delay(uint32_t failures, const registry::restart_policy& policy, double jitter);

// Ends that are never retried: normal ones, cancellation, and structured errors that say they are not retryable.
bool is_terminal(const runtime::outcome& result) noexcept;

}  // namespace troupe::actors
