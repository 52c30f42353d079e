// Source text of expressions to trees. Thread: pure functions; nothing throws.
#pragma once

#include "runtime/modules/expr_tree.hpp"

#include <string>
#include <string_view>

namespace troupe::runtime::modules {

// Null, and why in `problem`.
expr_ptr parse_expr(std::string_view source, std::string& problem);

// What is wrong with names and types, as far as they are known before it runs; "" if nothing. `environment` is null where any name may be
// given later.
std::string check_expr(const expr_node& root, std::string_view source, const document* environment);

}  // namespace troupe::runtime::modules
