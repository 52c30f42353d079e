// What can be said about a chunk that is correct: names that are not declared, and the rules of `troupe lint --rules`.
//
//   E0001 require of a name that the entry does not declare
//   W0001 empty block             W0004 unused local variable    W0007 a variable that hides another one
//   W0002 assignment to a global  W0005 unused parameter
//   W0003 a value compared with itself (but `x ~= x`, the test for NaN)    W0006 unused import
//   W0008 a name that means nothing: no local, no library or module, and nobody assigns a global of that name
// Names that begin with `_` are meant to be unused.
//
// Thread: plain functions without shared state.
#pragma once

#include "runtime/syntax/translate.hpp"

#include <functional>
#include <string>
#include <vector>

namespace troupe::syntax {

enum class lint_rules : uint8_t { none, all };

// In source order; empty for a chunk with errors. `declared` says which names `require` may load, `is_global` which globals there are; without the
// latter there is no W0008.
std::vector<diagnostic> lint(std::string_view source, lint_rules rules, const std::function<bool(std::string_view)>& declared,
                             const std::function<bool(std::string_view)>& is_global = {});

// The globals that a chunk makes.
struct made_globals {
  std::vector<std::string> names;
  bool any = false;  // it has a hand on _G, so that nobody can tell
};
made_globals globals_of(std::string_view source);

}  // namespace troupe::syntax
