#include "runtime/workflow/activity_options.hpp"

#include "config/duration.hpp"
#include "config/errc.hpp"

#include <algorithm>
#include <cmath>

namespace troupe::runtime::workflow {

namespace {

using std::chrono::nanoseconds;

constexpr std::string_view activity_keys[] = {"start_to_close_timeout", "schedule_to_close_timeout", "schedule_to_start_timeout",
                                              "heartbeat_timeout",      "retry_policy",              "wait_for_cancellation",
                                              "id",                     "task_queue",                "summary"};

caf::error refuse(std::string_view key, std::string_view what) {
  return make_error(errc::invalid, std::string{key} + " must be " + std::string{what});
}

constexpr std::string_view span_wanted = "a number of milliseconds or a duration like \"1.5s\"";

// A key in snake_case or camelCase.
const document* member(const document& of, std::string_view key) {
  if (const document* found = of.find(key))
    return found;
  std::string camel;
  for (size_t i = 0; i < key.size(); ++i)
    if (key[i] == '_' && i + 1 < key.size())
      camel += static_cast<char>(std::toupper(static_cast<unsigned char>(key[++i])));
    else
      camel += key[i];
  return of.find(camel);
}

std::optional<double> number_of(const document& from) noexcept {
  if (const int64_t* whole = from.as_integer())
    return static_cast<double>(*whole);
  if (const double* number = from.as_double(); number != nullptr && std::isfinite(*number))
    return *number;
  return std::nullopt;
}

}  // namespace

std::optional<nanoseconds> read_span(const document& from) noexcept {
  constexpr double milliseconds_max = 9e12;  // some three hundred years
  std::optional<nanoseconds> span;
  if (const std::string* text = from.as_string())
    span = parse_duration(*text);
  else if (const auto number = number_of(from); number && *number <= milliseconds_max)
    span = nanoseconds{std::llround(*number * 1e6)};
  return span && span->count() >= 0 ? span : std::nullopt;
}

nanoseconds retry_policy::delay_after(uint32_t attempts) const noexcept {
  const double most = static_cast<double>(maximum_interval.count() > 0 ? maximum_interval.count() : 100 * initial_interval.count());
  const double wanted = static_cast<double>(initial_interval.count()) * std::pow(backoff_coefficient, static_cast<double>(attempts) - 1);
  return nanoseconds{static_cast<int64_t>(std::min(wanted, most))};
}

std::string_view retry_policy::last_word(uint32_t attempts, const fault& why) const noexcept {
  if (why.retryable == 0 || std::find(non_retryable.begin(), non_retryable.end(), why.kind) != non_retryable.end())
    return "NonRetryableFailure";
  return maximum_attempts != 0 && attempts >= maximum_attempts ? "MaximumAttemptsReached" : "";
}

caf::expected<retry_policy> read_retry_policy(const document& from) {
  retry_policy made;
  if (!from.is_map() && !(from.is_list() && from.as_list()->empty()))
    return refuse("retry_policy", "a table");
  const auto span = [&](std::string_view key, nanoseconds& into) -> caf::error {
    const document* given = member(from, key);
    if (given == nullptr)
      return {};
    const auto read = read_span(*given);
    if (!read)
      return refuse("retry_policy." + std::string{key}, span_wanted);
    into = *read;
    return {};
  };
  if (caf::error problem = span("initial_interval", made.initial_interval))
    return problem;
  if (caf::error problem = span("maximum_interval", made.maximum_interval))
    return problem;
  if (const document* given = member(from, "backoff_coefficient")) {
    const auto number = number_of(*given);
    if (!number || *number < 1)
      return refuse("retry_policy.backoff_coefficient", "a number not below 1");
    made.backoff_coefficient = *number;
  }
  if (const document* given = member(from, "maximum_attempts")) {
    const auto number = number_of(*given);
    if (!number || *number < 0 || *number > 1e9)
      return refuse("retry_policy.maximum_attempts", "a number, 0 for no bound");
    made.maximum_attempts = static_cast<uint32_t>(*number);
  }
  if (const document* given = member(from, "non_retryable_error_types")) {
    if (const std::string* one = given->as_string())
      made.non_retryable.push_back(*one);
    else if (const document::list* list = given->as_list())
      for (const document& each : *list)
        made.non_retryable.push_back(each.scalar_text());
    else
      return refuse("retry_policy.non_retryable_error_types", "a kind or a list of kinds");
  }
  return made;
}

const document* find_option(const document& options, std::string_view group, std::string_view name) noexcept {
  const std::string key = std::string{group} + "." + std::string{name};
  if (const document* found = options.find(key))
    return found;
  return options.find("temporal." + key);
}

document merged_activity_options(const document& of_function, const document& caller) {
  document made;
  if (of_function.is_null() && caller.is_null())
    return made;
  for (const std::string_view key : activity_keys) {
    const document* given = find_option(caller, "activity", key);
    if (given == nullptr)
      given = find_option(of_function, "activity", key);
    if (given != nullptr)
      made.set(key, *given);
  }
  return made;
}

caf::expected<activity_options> read_activity_options(std::string_view function, const document& merged) {
  activity_options made;
  if (merged.is_null())
    return made;
  const auto failed = [&](const caf::error& problem) {
    return make_error(errc::invalid, "invalid temporal activity options for " + std::string{function} + ": " + message_of(problem));
  };
  const auto span = [&](std::string_view key, nanoseconds& into) -> caf::error {
    const document* given = merged.find(key);
    if (given == nullptr)
      return {};
    const auto read = read_span(*given);
    if (!read)
      return refuse(key, span_wanted);
    into = *read;
    return {};
  };
  for (const auto& [key, into] : {std::pair<std::string_view, nanoseconds*>{"start_to_close_timeout", &made.start_to_close},
                                  {"schedule_to_close_timeout", &made.schedule_to_close},
                                  {"schedule_to_start_timeout", &made.schedule_to_start},
                                  {"heartbeat_timeout", &made.heartbeat}})
    if (caf::error problem = span(key, *into))
      return failed(problem);
  if (const document* given = merged.find("retry_policy")) {
    auto retry = read_retry_policy(*given);
    if (!retry)
      return failed(retry.error());
    made.retry = std::move(*retry);
  }
  if (const document* given = merged.find("id")) {
    if (!given->is_string())
      return failed(refuse("id", "a string"));
    made.id = *given->as_string();
  }
  if (const document* given = merged.find("wait_for_cancellation"); given != nullptr && !given->is_bool())
    return failed(refuse("wait_for_cancellation", "a boolean"));
  return made;
}

}  // namespace troupe::runtime::workflow
