// The options of a function call (process.md section 14): how often it is tried, how long it may take.
//
// Pure functions; `calls` carries them out. Thread: any.
#pragma once

#include "config/document.hpp"
#include "registry/lifecycle.hpp"
#include "runtime/fault.hpp"

#include <caf/expected.hpp>

#include <chrono>
#include <string>
#include <vector>

namespace troupe::actors {

struct call_options {
  std::chrono::nanoseconds timeout{0};   // of the whole call, retries included; zero: none
  registry::restart_policy retry;        // attempts_max counts all attempts; 1 or less: no retry
  std::vector<std::string> retry_kinds;  // if any: only these are tried again
  std::vector<std::string> skip_kinds;

  // One attempt without a deadline.
  bool plain() const noexcept { return timeout.count() == 0 && retry.attempts_max <= 1; }
};

// The entry's own options (`meta.options`), overlaid key by key by the caller's; either may be null. Keys of the caller that mean
// nothing here are added to `ignored`. Errors name the option: invalid for a wrong value, unavailable for what this build lacks.
caf::expected<call_options> read_call_options(const document& entry, const document& caller, std::vector<std::string>& ignored);

// Whether a failed call is worth another attempt, the number of attempts aside.
bool worth_another(const call_options& options, const runtime::fault& why) noexcept;

}  // namespace troupe::actors
