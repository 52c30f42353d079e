#include "runtime/workflow/start_options.hpp"

#include "config/errc.hpp"

#include <cctype>
#include <span>

namespace troupe::runtime::workflow {

namespace {

caf::error refuse(std::string_view key, std::string_view what) {
  return make_error(errc::invalid, "workflow." + std::string{key} + " must be " + std::string{what});
}

// `Terminate-Existing`, `WORKFLOW_ID_CONFLICT_POLICY_TERMINATE_EXISTING`: what is compared is in lower case with underscores.
std::string plain(std::string_view text) {
  std::string made;
  for (const char each : text)
    made += each == '-' ? '_' : static_cast<char>(std::tolower(static_cast<unsigned char>(each)));
  return made;
}

struct choice {
  std::string_view name;
  int64_t number;  // in the protocol
  int meaning;
};

// A name, a long name that ends with it, or the protocol's number.
caf::error choose(const document& options, std::string_view key, std::string_view long_prefix, std::span<const choice> choices, int& into) {
  const document* given = find_option(options, "workflow", key);
  if (given == nullptr)
    return {};
  const std::string text = plain(given->scalar_text());
  std::string names;
  for (const choice& each : choices) {
    if (given->is_string() ? text == each.name || text == std::string{long_prefix} + std::string{each.name}
                           : given->as_integer() != nullptr && *given->as_integer() == each.number) {
      into = each.meaning;
      return {};
    }
    names += (names.empty() ? "" : ", ") + std::string{each.name};
  }
  return refuse(key, "one of " + names);
}

constexpr choice conflicts[] = {{"fail", 1, static_cast<int>(id_conflict::fail)},
                                {"use_existing", 2, static_cast<int>(id_conflict::use_existing)},
                                {"terminate_existing", 3, static_cast<int>(id_conflict::terminate_existing)}};
constexpr choice reuses[] = {{"allow_duplicate", 1, static_cast<int>(id_reuse::allow)},
                             {"allow_duplicate_failed_only", 2, static_cast<int>(id_reuse::allow_failed_only)},
                             {"reject_duplicate", 3, static_cast<int>(id_reuse::reject)},
                             {"terminate_if_running", 4, static_cast<int>(id_reuse::terminate_running)}};
constexpr choice closes[] = {{"terminate", 1, static_cast<int>(parent_close::terminate)},
                             {"abandon", 2, static_cast<int>(parent_close::abandon)},
                             {"request_cancel", 3, static_cast<int>(parent_close::request_cancel)}};

// Those that are kept, or mean something to a server alone: only their type is looked at.
caf::error check_others(const document& options) {
  const auto table = [](const document& given) { return given.is_map() || given.is_list(); };
  for (const std::string_view key : {"memo", "search_attributes", "typed_search_attributes", "priority"})
    if (const document* given = find_option(options, "workflow", key); given != nullptr && !table(*given))
      return refuse(key, "a table");
  for (const std::string_view key : {"summary", "static_summary", "details", "static_details", "namespace", "versioning_intent"})
    if (const document* given = find_option(options, "workflow", key); given != nullptr && !given->is_string())
      return refuse(key, "a string");
  for (const std::string_view key : {"wait_for_cancellation", "enable_eager_start"})
    if (const document* given = find_option(options, "workflow", key); given != nullptr && !given->is_bool())
      return refuse(key, "a boolean");
  if (const document* given = find_option(options, "workflow", "versioning_override"); given != nullptr && !given->is_string() && !table(*given))
    return refuse("versioning_override", "\"auto_upgrade\" or a table");
  return {};
}

}  // namespace

caf::expected<start_options> read_start_options(const document& options) {
  start_options made;
  const auto text = [&](std::string_view key, std::string& into) -> caf::error {
    const document* given = find_option(options, "workflow", key);
    if (given == nullptr)
      return {};
    if (!given->is_string() || given->as_string()->empty())
      return refuse(key, "a string that is not empty");
    into = *given->as_string();
    return {};
  };
  const auto span = [&](std::string_view key, std::chrono::nanoseconds& into) -> caf::error {
    const document* given = find_option(options, "workflow", key);
    if (given == nullptr)
      return {};
    const auto read = read_span(*given);
    if (!read)
      return refuse(key, "a number of milliseconds or a duration like \"1.5s\"");
    into = *read;
    return {};
  };
  std::chrono::nanoseconds unused{};
  std::string cron;
  int conflict = -1;
  int reuse = static_cast<int>(made.reuse);
  int on_close = static_cast<int>(made.on_parent_close);
  for (const caf::error& problem :
       {text("id", made.id), text("task_queue", made.task_queue), text("cron_schedule", cron),
        span("execution_timeout", made.execution_timeout), span("run_timeout", made.run_timeout), span("task_timeout", unused),
        span("start_delay", made.start_delay), choose(options, "id_conflict_policy", "workflow_id_conflict_policy_", conflicts, conflict),
        choose(options, "id_reuse_policy", "workflow_id_reuse_policy_", reuses, reuse),
        choose(options, "parent_close_policy", "parent_close_policy_", closes, on_close)})
    if (problem)
      return problem;
  if (const document* given = find_option(options, "workflow", "execution_error_when_already_started")) {
    if (!given->is_bool())
      return refuse("execution_error_when_already_started", "a boolean");
    if (*given->as_bool() && conflict < 0)
      conflict = static_cast<int>(id_conflict::fail);
  }
  if (const document* given = find_option(options, "workflow", "retry_policy")) {
    auto retry = read_retry_policy(*given);
    if (!retry)
      return make_error(errc::invalid, "workflow." + message_of(retry.error()));
    made.retry = std::move(*retry);
  }
  if (caf::error problem = check_others(options))
    return problem;
  if (!cron.empty()) {
    auto schedule = cron_schedule::parse(cron);
    if (!schedule)
      return make_error(errc::invalid, "workflow.cron_schedule: " + message_of(schedule.error()));
    made.cron = std::move(*schedule);
  }
  if (conflict >= 0)
    made.conflict = static_cast<id_conflict>(conflict);
  made.reuse = static_cast<id_reuse>(reuse);
  made.on_parent_close = static_cast<parent_close>(on_close);
  return made;
}

}  // namespace troupe::runtime::workflow
