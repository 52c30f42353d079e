// What is known of an expression's value before the program runs.
//
// Thread: one thread; it remembers what it found out about variables.
#pragma once

#include "runtime/syntax/static_types.hpp"
#include "runtime/syntax/variable_use.hpp"

#include <unordered_map>

namespace troupe::syntax {

bool is_arithmetic(token_kind op);

class type_inference {
public:
  type_inference(const static_types& types, const variable_use& use) : types_(types), use_(use) {}

  known_value infer(const expression* e) const { return infer(e, 0); }
  // Result number `index` of a call, 0 being the first.
  known_value result_of(const call_expression& call, size_t index) const { return result_of(call, index, 0); }

private:
  known_value infer(const expression* e, int depth) const;
  known_value infer_binary(const binary_expression& e, int depth) const;
  known_value infer_name(const name_expression& e, int depth) const;
  known_value result_of(const call_expression& call, size_t index, int depth) const;
  known_value result_in(const result_types& results, size_t index) const;

  const static_types& types_;
  const variable_use& use_;
  mutable std::unordered_map<const variable*, known_value> variables_;
};

}  // namespace troupe::syntax
