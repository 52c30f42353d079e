// How an activity is tried, and when it is given up (workflow.md section 12).
//
// Thread: plain values.
#pragma once

#include "config/document.hpp"
#include "runtime/fault.hpp"

#include <caf/expected.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::runtime::workflow {

struct retry_policy {
  std::chrono::nanoseconds initial_interval = std::chrono::seconds{1};
  std::chrono::nanoseconds maximum_interval{};  // zero: a hundred times the initial one
  double backoff_coefficient = 2;
  uint32_t maximum_attempts = 0;                // 0: no bound
  std::vector<std::string> non_retryable;       // kinds of errors

  // After so many attempts, from 1 on.
  std::chrono::nanoseconds delay_after(uint32_t attempts) const noexcept;
  // Why there is no other attempt after that failure, in the words of `_retry_state`; "" if there is one.
  std::string_view last_word(uint32_t attempts, const fault& why) const noexcept;
};

struct activity_options {
  std::chrono::nanoseconds start_to_close = std::chrono::minutes{10};  // of one attempt; zero: none
  std::chrono::nanoseconds schedule_to_close{};                         // of all; zero: none
  std::chrono::nanoseconds schedule_to_start{};                         // until a state is free for an attempt; zero: none
  std::chrono::nanoseconds heartbeat{};                                 // of one attempt; zero: none
  retry_policy retry;
  std::string id;
};

// A duration text or a number of milliseconds. Nothing if it is neither, or negative.
std::optional<std::chrono::nanoseconds> read_span(const document& from) noexcept;

// Errors: invalid, naming the key.
caf::expected<retry_policy> read_retry_policy(const document& from);

// The value of an option that may be written `group.X` or `temporal.group.X`; the short form wins. Null if it is not there.
const document* find_option(const document& options, std::string_view group, std::string_view name) noexcept;

// `caller` lies over the function's own `meta.options`. Answers what the two make together, `activity.X` each, to be recorded.
document merged_activity_options(const document& of_function, const document& caller);

// Errors: invalid `invalid temporal activity options for <id>: ...`.
caf::expected<activity_options> read_activity_options(std::string_view function, const document& merged);

}  // namespace troupe::runtime::workflow
