// What a chunk does with its local variables, as far as it matters to what is known of their values.
//
// Thread: immutable once made.
#pragma once

#include "runtime/syntax/ast.hpp"

#include <unordered_map>
#include <unordered_set>

namespace troupe::syntax {

class variable_use {
public:
  explicit variable_use(const chunk& what);

  // Set anywhere but where it is declared.
  bool is_assigned(const variable* v) const { return assigned_.contains(v); }
  // Set, or tested by a condition or by a function that may be one: it may be less at some place than its declaration says.
  bool is_open(const variable* v) const { return assigned_.contains(v) || tested_.contains(v); }
  // The function that `local function` sets it to for good, or null.
  const function_body* function_of(const variable* v) const;

private:
  class finder;

  std::unordered_set<const variable*> assigned_;
  std::unordered_set<const variable*> tested_;
  std::unordered_map<const variable*, const function_body*> functions_;
};

}  // namespace troupe::syntax
