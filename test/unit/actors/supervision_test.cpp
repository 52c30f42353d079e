#include "actors/supervision.hpp"

#include <doctest/doctest.h>

using namespace troupe;
using namespace troupe::actors;
using namespace std::chrono_literals;
using kind = service_event::kind;
using action = service_decision::action;

namespace {

// A service at a given moment, driven through events.
struct driver {
  registry::lifecycle policy;
  service_state state;
  steady_time now{};

  service_decision on(kind what, runtime::outcome result = {}) {
    service_decision decision = decide(state, {what, std::move(result)}, policy, now, 0);
    state = decision.next;
    return decision;
  }
  service_decision crash() { return on(kind::ended, runtime::fault::undecided(errc::internal, "boom")); }
  void up() {
    on(kind::start_requested);
    on(kind::started);
  }
};

}  // namespace

TEST_CASE("supervision: a requested start begins an attempt and runs once it is reported") {
  driver d;
  CHECK(d.on(kind::start_requested).act == action::start);
  CHECK(d.state.now == service_status::starting);
  CHECK(d.state.details == "attempt 1");
  CHECK(d.on(kind::started).act == action::none);
  CHECK(d.state.now == service_status::running);
}

TEST_CASE("supervision: the delays of registry.md section 7.4") {
  driver d;
  d.policy.restart = {2s, 60s, 2.0, 0.1, 7};
  const std::chrono::seconds expected[] = {2s, 4s, 8s, 16s, 32s, 60s};
  d.up();
  for (const auto delay : expected) {
    const auto decision = d.crash();
    CHECK(decision.act == action::retry_later);
    CHECK(decision.delay == delay);
    CHECK(d.on(kind::retry_due).act == action::start);
  }
  CHECK(d.crash().act == action::none);
  CHECK(d.state.now == service_status::failed);
  CHECK_FALSE(d.state.retrying);
}

TEST_CASE("supervision: jitter widens the delay after the cap") {
  registry::restart_policy policy{1s, 10s, 2.0, 0.1, 0};
  CHECK(restart_delay(1, policy, 1) == 1100ms);
  CHECK(restart_delay(1, policy, -1) == 900ms);
  CHECK(restart_delay(20, policy, 1) == 11s);
  CHECK(restart_delay(5000, policy, 1) == 11s);  // the factor has grown to infinity
  policy.initial_delay = policy.delay_max = 0s;
  CHECK(restart_delay(5000, policy, 1) == 0s);
}

TEST_CASE("supervision: a stable run starts the count anew") {
  driver d;
  d.policy.restart.initial_delay = 1s;
  d.up();
  d.crash();
  d.on(kind::retry_due);
  d.on(kind::started);
  d.crash();
  CHECK(d.state.failures == 2);
  d.on(kind::retry_due);
  d.on(kind::started);
  d.now += 5s;
  CHECK(d.crash().delay == 1s);
  CHECK(d.state.failures == 1);
}

TEST_CASE("supervision: max_attempts of one never retries") {
  driver d;
  d.policy.restart.attempts_max = 1;
  d.up();
  CHECK(d.crash().act == action::none);
  CHECK(d.state.now == service_status::failed);
}

TEST_CASE("supervision: normal ends, cancellation and errors that are not retryable are terminal") {
  const runtime::outcome ends[] = {runtime::value::of(1.0), runtime::fault::undecided(errc::canceled, "canceled"),
                                   runtime::fault::of(errc::invalid, "never")};
  for (const runtime::outcome& each : ends) {
    driver d;
    d.up();
    CHECK(d.on(kind::ended, each).act == action::none);
    CHECK(d.state.now == service_status::exited);
  }
}

TEST_CASE("supervision: a plain text as second result is retried although observers see it as not retryable") {
  driver d;
  d.up();
  runtime::fault text = runtime::fault::of(errc::internal, "text");
  text.structured = false;
  CHECK(d.on(kind::ended, text).act == action::retry_later);
}

TEST_CASE("supervision: what cannot be begun is terminal") {
  driver d;
  d.on(kind::start_requested);
  CHECK(d.on(kind::start_failed, runtime::fault::of(errc::not_found, "host not found")).act == action::none);
  CHECK(d.state.now == service_status::exited);
  CHECK(d.state.details == "host not found");
}

TEST_CASE("supervision: a start that takes too long is a failure and is retried") {
  driver d;
  d.on(kind::start_requested);
  CHECK(d.on(kind::start_timeout).act == action::retry_later);
  CHECK(d.state.details == "start timeout");
}

TEST_CASE("supervision: stop asks, then forces") {
  driver d;
  d.up();
  CHECK(d.on(kind::stop_requested).act == action::stop);
  CHECK(d.on(kind::stop_timeout).act == action::abandon);
  CHECK(d.state.now == service_status::failed);
  CHECK(d.state.details == "stop timeout after 10s");
}

TEST_CASE("supervision: a stop during a restart delay is immediate, and the retry is forgotten") {
  driver d;
  d.up();
  d.crash();
  CHECK(d.on(kind::stop_requested).act == action::none);
  CHECK(d.state.now == service_status::stopped);
  CHECK(d.on(kind::retry_due).act == action::none);
  CHECK(d.state.now == service_status::stopped);
}

TEST_CASE("supervision: a crash while stopping is a stop") {
  driver d;
  d.up();
  d.on(kind::stop_requested);
  CHECK(d.crash().act == action::none);
  CHECK(d.state.now == service_status::stopped);
}

TEST_CASE("supervision: asked to start while it stops, it starts after it has stopped") {
  driver d;
  d.up();
  d.on(kind::stop_requested);
  CHECK(d.on(kind::start_requested).act == action::none);
  CHECK(d.on(kind::ended, runtime::value{}).act == action::start);
}

TEST_CASE("supervision: an exited service starts again on request, with a new count") {
  driver d;
  d.up();
  d.on(kind::ended, runtime::value{});
  CHECK(d.on(kind::start_requested).act == action::start);
  CHECK(d.state.failures == 0);
}

TEST_CASE("supervision: decisions in words") {
  const runtime::outcome boom = runtime::fault::undecided(errc::internal, "boom");
  const auto words = [](driver& d, const runtime::outcome& result) {
    return describe_decision(result, d.on(kind::ended, result), d.policy);
  };
  driver d;
  d.policy.restart = {100ms, 60s, 2.0, 0.1, 3};
  d.up();
  CHECK(words(d, boom) == "restart in 100ms, attempt 2");
  d.on(kind::retry_due);
  CHECK(words(d, boom) == "restart in 200ms, attempt 3");
  d.on(kind::retry_due);
  CHECK(words(d, boom) == "not restarted: attempt 3 of 3 has failed");

  driver at_once;
  at_once.policy.restart.initial_delay = 0s;
  at_once.up();
  CHECK(words(at_once, boom) == "restart at once, attempt 2");

  driver final_error;
  final_error.up();
  CHECK(words(final_error, runtime::fault::of(errc::invalid, "no")) == "not restarted: terminal error, it is not retryable");
  driver canceled;
  canceled.up();
  CHECK(words(canceled, runtime::fault::undecided(errc::canceled, "no")) == "not restarted: terminal error, its kind is Canceled");

  driver stopping;
  stopping.up();
  stopping.on(kind::stop_requested);
  CHECK(words(stopping, boom) == "not restarted: the service is being stopped");
  driver again;
  again.up();
  again.on(kind::stop_requested);
  again.on(kind::start_requested);
  CHECK(words(again, boom) == "restart at once: it was ordered while the service stopped");
}
