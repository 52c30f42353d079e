#include "actors/supervision.hpp"

#include "config/duration.hpp"

#include <algorithm>
#include <cmath>

namespace troupe::actors {

std::string_view name_of(service_status status) noexcept {
  constexpr std::string_view texts[] = {"unknown", "starting", "running", "failed", "exited", "stopping", "stopped"};
  return texts[static_cast<size_t>(status)];
}

std::string_view name_of(desired_status status) noexcept {
  constexpr std::string_view texts[] = {"unknown", "running", "stopped"};
  return texts[static_cast<size_t>(status)];
}

bool is_terminal(const runtime::outcome& result) noexcept {
  const runtime::fault* why = runtime::fault_in(result);
  return why == nullptr || why->kind == kind_name(errc::canceled) || (why->structured && why->retryable == 0);
}

std::chrono::nanoseconds restart_delay(uint32_t failures, const registry::restart_policy& policy, double jitter) {
  if (policy.initial_delay.count() == 0)  // and not 0 times the infinity that the factor grows to
    return std::chrono::nanoseconds{0};
  const double base = std::min(static_cast<double>(policy.initial_delay.count())
                                 * std::pow(policy.backoff_factor, static_cast<double>(failures) - 1),
                               static_cast<double>(policy.delay_max.count()));
  return std::chrono::nanoseconds{std::llround(base * (1 + jitter * policy.jitter))};
}

namespace {

using action = service_decision::action;
using kind = service_event::kind;

std::string text_of(const runtime::outcome& result) {
  const runtime::fault* why = runtime::fault_in(result);
  return why == nullptr ? std::string{} : why->message;
}

service_decision start(service_state next) {
  next.now = service_status::starting;
  next.retrying = false;
  ++next.attempt;
  next.details = "attempt " + std::to_string(next.failures + 1);
  return {std::move(next), action::start, {}};
}

service_decision fail(service_state next, std::string why, const registry::lifecycle& policy, steady_time now, double jitter) {
  const bool was_stable = next.now == service_status::running && now - next.running_since >= policy.stable_threshold;
  next.failures = was_stable ? 1 : next.failures + 1;
  next.now = service_status::failed;
  next.details = std::move(why);
  next.retrying = policy.restart.attempts_max == 0 || next.failures < policy.restart.attempts_max;
  if (!next.retrying)
    return {std::move(next), action::none, {}};
  const auto delay = restart_delay(next.failures, policy.restart, jitter);
  return {std::move(next), action::retry_later, delay};
}

service_decision rest(service_state next, service_status where, std::string details = {}) {
  next.now = where;
  next.retrying = false;
  next.details = std::move(details);
  return {std::move(next), action::none, {}};
}

service_decision on_start_request(service_state next) {
  next.wanted = desired_status::running;
  switch (next.now) {
    case service_status::starting:
    case service_status::running:
    case service_status::stopping: return {std::move(next), action::none, {}};  // a stop under way ends first
    case service_status::failed:
      if (next.retrying)
        return {std::move(next), action::none, {}};
      break;
    default: break;
  }
  next.failures = 0;
  return start(std::move(next));
}

service_decision on_stop_request(service_state next) {
  next.wanted = desired_status::stopped;
  switch (next.now) {
    case service_status::starting:
    case service_status::running:
      next.now = service_status::stopping;
      return {std::move(next), action::stop, {}};
    case service_status::stopping: return {std::move(next), action::none, {}};
    default: return rest(std::move(next), service_status::stopped);
  }
}

}  // namespace

service_decision decide(const service_state& state, const service_event& event, const registry::lifecycle& policy,
                        steady_time now, double jitter) {
  service_state next = state;
  const bool up = state.now == service_status::starting || state.now == service_status::running;
  switch (event.what) {
    case kind::start_requested: return on_start_request(std::move(next));
    case kind::stop_requested: return on_stop_request(std::move(next));
    case kind::started:
      if (state.now == service_status::starting) {
        next.now = service_status::running;
        next.running_since = now;
        next.details.clear();
      }
      break;
    case kind::start_failed:
    case kind::ended:
      if (state.now == service_status::stopping) {
        if (state.wanted == desired_status::running)  // asked to start again while it was stopping
          return start(std::move(next));
        return rest(std::move(next), service_status::stopped);
      }
      if (!up)
        break;
      if (event.what == kind::start_failed || is_terminal(event.result))
        return rest(std::move(next), service_status::exited, text_of(event.result));
      return fail(std::move(next), text_of(event.result), policy, now, jitter);
    case kind::start_timeout:
      if (state.now == service_status::starting) {
        service_decision decision = fail(std::move(next), "start timeout", policy, now, jitter);
        if (decision.act == action::none)
          decision.act = action::abandon;
        return decision;
      }
      break;
    case kind::retry_due:
      if (state.now == service_status::failed && state.retrying)
        return start(std::move(next));
      break;
    case kind::stop_timeout:
      if (state.now == service_status::stopping) {
        service_decision decision =
          rest(std::move(next), service_status::failed, "stop timeout after " + format_duration(policy.stop_timeout));
        decision.act = action::abandon;
        return decision;
      }
      break;
  }
  return {std::move(next), action::none, {}};
}

std::string describe_decision(const runtime::outcome& result, const service_decision& decision, const registry::lifecycle& policy) {
  const service_state& next = decision.next;
  switch (decision.act) {
    case action::retry_later:
      return "restart " + (decision.delay.count() > 0 ? "in " + format_duration(rounded_duration(decision.delay)) : std::string{"at once"})
             + ", attempt " + std::to_string(next.failures + 1);
    case action::start: return "restart at once: it was ordered while the service stopped";
    default: break;
  }
  switch (next.now) {
    case service_status::exited:
      return is_terminal(result) && runtime::fault_in(result)->kind == kind_name(errc::canceled)
               ? "not restarted: terminal error, its kind is Canceled"
               : "not restarted: terminal error, it is not retryable";
    case service_status::failed:
      return "not restarted: attempt " + std::to_string(next.failures) + " of " + std::to_string(policy.restart.attempts_max) + " has failed";
    case service_status::stopping:
    case service_status::stopped: return "not restarted: the service is being stopped";
    default: return "none";
  }
}

}  // namespace troupe::actors
