// The static checks of strict mode (spec/lua-language.md, section 1.4): what annotations rule out for certain.
//
//   E0003 a value that its annotation excludes     E0006 arithmetic or concatenation on something else
//   E0004 arguments: too few, too many, wrong      E0007 call of something that is no function
//   E0005 a field that the record does not have    E0008 results: wrong, or none where one is declared
//
// One chunk at a time: what other chunks declare is any. So is a variable of an optional or union type that any condition tests: no flow is
// followed, only what nobody asked about is taken at its word.
//
// Thread: plain functions without shared state.
#pragma once

#include "runtime/syntax/translate.hpp"

#include <string_view>
#include <vector>

namespace troupe::syntax {

// In source order; empty for a chunk with errors of syntax.
std::vector<diagnostic> check_types(std::string_view source);

}  // namespace troupe::syntax
