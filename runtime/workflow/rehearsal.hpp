// A recorded run, replayed against code without a host: does the code still do what the record says?
//
// Nothing happens outside: what the code commands is compared with the record and dropped. Code that does not come to the end of an activation
// within `activation_max` is taken to hang.
// Thread: one, which must have no slice of its own (runtime/lua/slice).
#pragma once

#include "runtime/lua/slice.hpp"
#include "runtime/workflow/run.hpp"
#include "runtime/workflow/store.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace troupe::runtime::workflow {

class rehearsal final : private surroundings {
public:
  static constexpr std::chrono::seconds activation_max{10};

  // `policies` may be null; it must outlive this.
  rehearsal(std::shared_ptr<const lua::program> code, const run_row& recorded, const security::policy_source* policies,
            std::chrono::nanoseconds patience = activation_max);
  ~rehearsal() override;
  rehearsal(const rehearsal&) = delete;
  rehearsal& operator=(const rehearsal&) = delete;

  // The next activation, of so many bytes. False: the code does not fit; nothing may follow.
  bool give(activation recorded, size_t bytes);

  // Why it does not fit.
  struct misfit {
    uint64_t activation = 0;
    uint64_t command = 0;
    std::string recorded;   // "" if the record has nothing there
    std::string attempted;  // "" if the code did nothing there
    std::string position;   // ns:name:line, "" if unknown
    std::string text;       // all of it
  };
  const std::optional<misfit>& problem() const noexcept { return problem_; }
  uint64_t activations() const noexcept { return run_->activations(); }
  uint64_t commands() const noexcept { return run_->commands(); }

private:
  // In replay nobody is asked; a code that asks before it diverges gets what a missing world would answer.
  caf::expected<receiver> find(std::string_view destination) override;
  document function_options(std::string_view function) override;
  outcome use_name(const name_request& request) override;
  const security::policy_source* policies() const noexcept override { return policies_; }

  const security::policy_source* const policies_;
  const std::chrono::nanoseconds patience_;
  lua::slice slice_;
  std::unique_ptr<run> run_;
  std::optional<misfit> problem_;
};

}  // namespace troupe::runtime::workflow
