// What can be said about a chunk that is correct: names that are not declared, and the rules of `troupe lint --rules`.
//
//   E0001 require of a name that the entry does not declare
//   W0001 empty block             W0004 unused local variable    W0007 a variable that hides another one
//   W0002 assignment to a global  W0005 unused parameter
//   W0003 a value compared with itself (but `x ~= x`, the test for NaN)    W0006 unused import
// Names that begin with `_` are meant to be unused.
//
// Thread: plain functions without shared state.
#pragma once

#include "runtime/syntax/translate.hpp"

#include <functional>

namespace troupe::syntax {

enum class lint_rules : uint8_t { none, all };

// In source order; empty for a chunk with errors. `declared` says which names `require` may load.
std::vector<diagnostic> lint(std::string_view source, lint_rules rules, const std::function<bool(std::string_view)>& declared);

}  // namespace troupe::syntax
