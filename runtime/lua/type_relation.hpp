// How types relate: `A == B` and `A <= B` of type values, and the choice a conditional type makes.
#pragma once

#include "runtime/lua/type_graph.hpp"

namespace troupe::runtime::lua {

// Whether every value of `a` is one of `b`. `any` is on both sides of everything. May throw std::bad_alloc.
bool is_subtype(const type_node& a, const type_node& b);

// Whether both say the same, whatever their names; `any` is only itself.
bool is_equal(const type_node& a, const type_node& b);

}  // namespace troupe::runtime::lua
