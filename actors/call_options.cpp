#include "actors/call_options.hpp"

#include "config/duration.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace troupe::actors {

namespace {

using std::chrono::nanoseconds;

caf::error refuse(std::string_view option, std::string_view what) {
  return make_error(errc::invalid, "call option " + std::string{option} + " must be " + std::string{what});
}

std::optional<double> number_of(const document& from) {
  if (const int64_t* whole = from.as_integer())
    return static_cast<double>(*whole);
  if (const double* number = from.as_double(); number != nullptr && std::isfinite(*number))
    return *number;
  return std::nullopt;
}

// Milliseconds, or a text with a unit.
caf::error read_span(const document& from, std::string_view option, nanoseconds& into) {
  constexpr double milliseconds_max = 1e12;  // some thirty years
  std::optional<nanoseconds> span;
  if (const std::string* text = from.as_string())
    span = parse_duration(*text);
  else if (const auto number = number_of(from); number && *number <= milliseconds_max)
    span = nanoseconds{std::llround(*number * 1e6)};
  if (!span || span->count() < 0)
    return refuse(option, "a number of milliseconds or a duration like \"1.5s\"");
  into = *span;
  return caf::none;
}

caf::error read_kinds(const document& from, std::string_view option, std::vector<std::string>& into) {
  const document::list* items = from.as_list();
  if (items == nullptr || !std::all_of(items->begin(), items->end(), [](const document& each) { return each.is_string(); }))
    return refuse(option, "a list of error kinds");
  into.clear();
  for (const document& each : *items)
    into.push_back(*each.as_string());
  return caf::none;
}

caf::error read_factor(const document& from, std::string_view option, double least, double most, std::string_view what, double& into) {
  const auto number = number_of(from);
  if (!number || *number < least || *number > most)
    return refuse(option, what);
  into = *number;
  return caf::none;
}

caf::error read_retry(const document& from, call_options& into, std::vector<std::string>& ignored) {
  const document::map* members = from.as_map();
  const bool empty_list = from.is_list() && from.as_list()->empty();
  if (members == nullptr && !empty_list)
    return refuse("retry", "a table");
  if (members == nullptr)
    return caf::none;
  for (const auto& [key, member] : *members) {
    const std::string option = "retry." + key;
    caf::error problem;
    double number = 0;
    if (key == "max_attempts") {
      problem = read_factor(member, option, -1e9, 1e9, "a number", number);
      into.retry.attempts_max = number > 1 ? static_cast<uint32_t>(number) : 1;
    } else if (key == "initial_delay") {
      problem = read_span(member, option, into.retry.initial_delay);
    } else if (key == "max_delay") {
      problem = read_span(member, option, into.retry.delay_max);
    } else if (key == "backoff_factor") {
      problem = read_factor(member, option, 1, 1e6, "a number not below 1", into.retry.backoff_factor);
    } else if (key == "jitter") {
      problem = read_factor(member, option, 0, 1, "a number from 0 to 1", into.retry.jitter);
    } else if (key == "retry_kinds") {
      problem = read_kinds(member, option, into.retry_kinds);
    } else if (key == "skip_kinds") {
      problem = read_kinds(member, option, into.skip_kinds);
    } else {
      ignored.push_back(option);
    }
    if (problem)
      return problem;
  }
  return caf::none;
}

caf::error read(const document& from, call_options& into, std::vector<std::string>& ignored) {
  if (const document::map* members = from.as_map())
    for (const auto& [key, member] : *members) {
      caf::error problem;
      if (key == "retry")
        problem = read_retry(member, into, ignored);
      else if (key == "timeout")
        problem = read_span(member, key, into.timeout);
      else if (key == "network")  // in the clear instead would be worse than not at all
        problem = make_error(errc::unavailable, "call option network is not available in this build");
      else
        ignored.push_back(key);
      if (problem)
        return problem;
    }
  return caf::none;
}

bool holds(const std::vector<std::string>& kinds, const std::string& kind) noexcept {
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

}  // namespace

caf::expected<call_options> read_call_options(const document& entry, const document& caller, std::vector<std::string>& ignored) {
  call_options options;
  options.retry = {};
  options.retry.initial_delay = std::chrono::milliseconds{100};
  options.retry.delay_max = std::chrono::seconds{10};
  options.retry.backoff_factor = 2;
  options.retry.jitter = 0.1;
  options.retry.attempts_max = 1;
  // Key by key: a caller's `retry` takes the place of the entry's as a whole.
  document own = entry;
  if (const document::map* members = caller.as_map())
    for (const auto& [key, member] : *members)
      own.erase(key);
  std::vector<std::string> of_the_entry;  // `default_host` and what other components read there
  if (caf::error problem = read(own, options, of_the_entry))
    return problem;
  if (caf::error problem = read(caller, options, ignored))
    return problem;
  return options;
}

bool worth_another(const call_options& options, const runtime::fault& why) noexcept {
  if (why.retryable == 0 || holds(options.skip_kinds, why.kind))
    return false;
  if (!options.retry_kinds.empty())
    return holds(options.retry_kinds, why.kind);
  if (!options.skip_kinds.empty())
    return true;
  return why.kind != kind_name(errc::invalid) && why.kind != kind_name(errc::permission_denied)
         && why.kind != kind_name(errc::internal);
}

}  // namespace troupe::actors
