// The workflow code of a bundle that does not run, and a recorded run replayed against it.
//
// Thread: the caller's, which must have no slice (runtime/lua/slice).
#pragma once

#include "actors/policy_table.hpp"
#include "registry/snapshot.hpp"
#include "runtime/lua/program.hpp"
#include "runtime/workflow/rehearsal.hpp"

#include <caf/expected.hpp>

#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace troupe::hosts {

class workflow_programs {
public:
  // Errors: invalid, for a policy that cannot be read.
  static caf::expected<std::unique_ptr<workflow_programs>> open(registry::snapshot entries, bool strict_mode);

  // Made once. Errors: not_found, and what is wrong with the code.
  caf::expected<std::shared_ptr<const runtime::lua::program>> find(const std::string& entry);
  const runtime::security::policy_source& policies() const noexcept { return policies_; }

  // `src/order.lua:12` for `app:order:12`; of a source that stands in its definition `_index.yaml:3, line 12 of the source`; "" if unknown.
  std::string place_of(std::string_view position) const;

private:
  explicit workflow_programs(registry::snapshot entries) : entries_(std::move(entries)) {}

  const registry::snapshot entries_;
  actors::policy_table policies_;
  std::map<std::string, std::shared_ptr<const runtime::lua::program>, std::less<>> made_;
};

}  // namespace troupe::hosts
