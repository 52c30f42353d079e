// The conditions of a declarative policy: `{field, operator, value or value_from}` (io-modules.md section 16).
//
// Thread: immutable; any.
#pragma once

#include "runtime/security/policy.hpp"

#include <memory>

namespace re2 {
class RE2;
}

namespace troupe::runtime::security {

enum class comparison : uint8_t { eq, ne, lt, gt, lte, gte, in, nin, exists, nexists, contains, ncontains, matches, nmatches };

class condition {
public:
  // False also where the field is absent or the two cannot be compared.
  bool holds(const access& wanted) const;

private:
  friend std::vector<condition> read_conditions(const document::list& from, const entry_id& owner, diagnostics& findings);

  bool compare(const document& field, const document& other) const;
  bool fits(const document& field, const document& other) const;

  std::string field_;
  comparison how_ = comparison::eq;
  document value_;
  std::string value_from_;                      // "": `value_` counts
  std::shared_ptr<const re2::RE2> pattern_;     // of a fixed value; null if it is none or wrong
};

// Those of a policy, all of which must hold. What is wrong goes to `findings`.
std::vector<condition> read_conditions(const document::list& from, const entry_id& owner, diagnostics& findings);

}  // namespace troupe::runtime::security
