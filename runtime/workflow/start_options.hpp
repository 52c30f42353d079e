// What a start of a workflow may say of itself (workflow.md section 6).
//
// Thread: plain values.
#pragma once

#include "runtime/workflow/activity_options.hpp"
#include "runtime/workflow/cron.hpp"

#include <string>
#include <vector>

namespace troupe::runtime::workflow {

enum class id_conflict : uint8_t { use_existing, fail, terminate_existing };
enum class id_reuse : uint8_t { allow, allow_failed_only, reject, terminate_running };
enum class parent_close : uint8_t { terminate = 1, abandon = 2, request_cancel = 3 };

struct start_options {
  std::string id;
  std::string task_queue;
  std::chrono::nanoseconds execution_timeout{};  // zero: none
  std::chrono::nanoseconds run_timeout{};
  std::chrono::nanoseconds start_delay{};
  id_conflict conflict = id_conflict::use_existing;
  id_reuse reuse = id_reuse::allow;
  parent_close on_parent_close = parent_close::terminate;
  std::optional<retry_policy> retry;  // of the whole run
  std::optional<cron_schedule> cron;
};

// Errors: invalid, naming the key. Keys that nobody knows are ignored.
caf::expected<start_options> read_start_options(const document& options);

}  // namespace troupe::runtime::workflow
