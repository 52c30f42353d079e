#include "actors/call_options.hpp"

#include <doctest/doctest.h>

using namespace troupe;
using namespace troupe::actors;
using namespace std::chrono_literals;

namespace {

document map(std::initializer_list<std::pair<std::string, document>> members) {
  return document{document::map(members)};
}

call_options read(const document& entry, const document& caller) {
  std::vector<std::string> ignored;
  auto options = read_call_options(entry, caller, ignored);
  REQUIRE(options);
  CHECK(ignored.empty());
  return *options;
}

std::string problem_of(const document& caller) {
  std::vector<std::string> ignored;
  const auto options = read_call_options({}, caller, ignored);
  return options ? std::string{} : std::string{kind_name(code_of(options.error()))} + " " + message_of(options.error());
}

runtime::fault fault_of(const char* kind, int retryable) { return {kind, "why", retryable, {}, {}}; }

}  // namespace

TEST_CASE("call options: nothing given is one attempt without a deadline") {
  CHECK(read({}, {}).plain());
  CHECK(read({}, map({{"retry", map({{"max_attempts", 1}})}})).plain());
  CHECK(read({}, map({{"retry", map({{"max_attempts", 0}})}})).plain());
  CHECK(read({}, map({{"retry", document{document::list{}}}})).plain());
}

TEST_CASE("call options: delays are milliseconds or durations, with the platform's defaults") {
  const call_options some = read({}, map({{"retry", map({{"max_attempts", 3}})}}));
  CHECK(some.retry.attempts_max == 3);
  CHECK(some.retry.initial_delay == 100ms);
  CHECK(some.retry.delay_max == 10s);
  CHECK(some.retry.backoff_factor == 2);
  CHECK(some.retry.jitter == 0.1);
  const call_options all = read({}, map({{"timeout", 250},
                                         {"retry", map({{"max_attempts", 2},
                                                        {"initial_delay", 1.5},
                                                        {"max_delay", "2s"},
                                                        {"backoff_factor", 3},
                                                        {"jitter", 0}})}}));
  CHECK(all.timeout == 250ms);
  CHECK(all.retry.initial_delay == 1500us);
  CHECK(all.retry.delay_max == 2s);
  CHECK(all.retry.backoff_factor == 3);
  CHECK(all.retry.jitter == 0);
}

TEST_CASE("call options: the caller's overlay the entry's key by key") {
  const document entry = map({{"timeout", 100}, {"retry", map({{"max_attempts", 5}})}, {"default_host", "app:host"}});
  const call_options kept = read(entry, map({{"timeout", 200}}));
  CHECK(kept.timeout == 200ms);
  CHECK(kept.retry.attempts_max == 5);
  CHECK(read(entry, map({{"retry", map({{"max_attempts", 2}})}})).retry.attempts_max == 2);
  std::vector<std::string> ignored;
  CHECK_FALSE(read_call_options(map({{"network", "app:private"}}), {}, ignored));
}

TEST_CASE("call options: a wrong value is an error that names the option") {
  CHECK(problem_of(map({{"timeout", "soon"}})) == "Invalid call option timeout must be a number of milliseconds or a duration like \"1.5s\"");
  CHECK(problem_of(map({{"timeout", -1}})).starts_with("Invalid call option timeout must be"));
  CHECK(problem_of(map({{"retry", true}})) == "Invalid call option retry must be a table");
  CHECK(problem_of(map({{"retry", map({{"max_attempts", "many"}})}})) == "Invalid call option retry.max_attempts must be a number");
  CHECK(problem_of(map({{"retry", map({{"jitter", 2}})}})) == "Invalid call option retry.jitter must be a number from 0 to 1");
  CHECK(problem_of(map({{"retry", map({{"skip_kinds", "Internal"}})}})) == "Invalid call option retry.skip_kinds must be a list of error kinds");
  CHECK(problem_of(map({{"network", "app:private"}})) == "Unavailable call option network is not available in this build");
}

TEST_CASE("call options: unknown ones of the caller are told, not refused") {
  std::vector<std::string> ignored;
  CHECK(read_call_options(map({{"whatever", 1}}), map({{"colour", "red"}, {"retry", map({{"max_attempt", 3}})}}), ignored));
  CHECK(ignored == std::vector<std::string>{"colour", "retry.max_attempt"});
}

TEST_CASE("call options: which errors are worth another attempt") {
  const call_options plain;
  CHECK(worth_another(plain, fault_of("Unavailable", 1)));
  CHECK(worth_another(plain, fault_of("Unavailable", -1)));
  CHECK_FALSE(worth_another(plain, fault_of("Unavailable", 0)));
  for (const char* kind : {"Invalid", "PermissionDenied", "Internal"})
    CHECK_FALSE(worth_another(plain, fault_of(kind, 1)));
  call_options chosen;
  chosen.retry_kinds = {"Internal"};
  CHECK(worth_another(chosen, fault_of("Internal", -1)));
  CHECK_FALSE(worth_another(chosen, fault_of("Unavailable", 1)));
  CHECK_FALSE(worth_another(chosen, fault_of("Internal", 0)));
  call_options skipping;
  skipping.skip_kinds = {"Timeout"};
  CHECK_FALSE(worth_another(skipping, fault_of("Timeout", 1)));
  CHECK(worth_another(skipping, fault_of("Internal", 1)));
}
