#include "runtime/workflow/rehearsal.hpp"

#include "config/limits.hpp"
#include "runtime/workflow/inherited.hpp"

#include <fmt/format.h>

namespace troupe::runtime::workflow {

namespace {

// Often enough to look at a clock, seldom enough not to be felt.
constexpr int instructions_per_turn = 1'000'000;

run_start start_of(const run_row& recorded, const security::policy_source* policies) {
  run_start made = recorded.start;
  made.context.who = to_identity(recorded.security, policies);
  return made;
}

}  // namespace

rehearsal::rehearsal(std::shared_ptr<const lua::program> code, const run_row& recorded, const security::policy_source* policies,
                     std::chrono::nanoseconds patience)
  : policies_(policies), patience_(patience) {
  slice_.attach();
  slice_.interrupt_after(instructions_per_turn);
  surroundings& around = *this;
  run_ = std::make_unique<run>(std::move(code), start_of(recorded, policies), around, lua::vm_limits{});
}

rehearsal::~rehearsal() {
  run_.reset();
  slice_.detach();
}

bool rehearsal::give(activation recorded, size_t bytes) {
  const uint64_t number = run_->activations();
  if (run_->ended()) {
    problem_ = misfit{.activation = number, .command = run_->commands(), .recorded = "a further activation", .attempted = "the end of the run"};
    problem_->text = fmt::format("activation {}: the code has ended, the record goes on", number);
    return false;
  }
  run_->begin(std::move(recorded), bytes);
  const auto end = std::chrono::steady_clock::now() + patience_;
  run::state now = run::state::working;
  while (now == run::state::working) {
    now = run_->step(limits::resumes_per_slice);
    if (now == run::state::working && std::chrono::steady_clock::now() > end) {
      problem_ = misfit{.activation = number, .command = run_->commands()};
      problem_->text = fmt::format("activation {}: the code has not come to an end within {} s", number,
                                   std::chrono::duration<double>(patience_).count());
      return false;
    }
  }
  if (now != run::state::diverged)
    return true;
  const divergence& found = run_->problem();
  problem_ = misfit{found.activation, found.command, found.recorded, found.attempted, found.position, found.text()};
  return false;
}

caf::expected<surroundings::receiver> rehearsal::find(std::string_view destination) {
  return make_error(errc::not_found, fmt::format("could not resolve '{}' as PID or registered name", destination));
}

document rehearsal::function_options(std::string_view) {
  return {};
}

outcome rehearsal::use_name(const name_request&) {
  return fault::of(errc::unavailable, "nobody has names here");
}

}  // namespace troupe::runtime::workflow
