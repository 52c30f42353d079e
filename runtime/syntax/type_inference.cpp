#include "runtime/syntax/type_inference.hpp"

#include <bit>

namespace troupe::syntax {

namespace {

constexpr int depth_max = 30;  // of what one expression is inferred from

known_value exactly(uint8_t possible, const expression* made = nullptr) {
  return {possible, true, nullptr, made, nullptr};
}

// A field may have been tested under any name, so it is not known to be more than one of several kinds.
known_value untested(const known_value& v) {
  return std::has_single_bit(v.possible) ? v : known_value{};
}

known_value untested_or_any(const known_value& v) {
  return v.possible == kinds::nil ? known_value{} : untested(v);
}

}  // namespace

bool is_arithmetic(token_kind op) {
  using enum token_kind;
  return op == plus || op == minus || op == star || op == slash || op == double_slash || op == percent || op == caret
         || op == ampersand || op == tilde || op == bar || op == less_less || op == greater_greater;
}

known_value type_inference::infer(const expression* e, int depth) const {
  if (e == nullptr || depth > depth_max)
    return {};
  switch (e->kind) {
    case expression_kind::nil: return exactly(kinds::nil, e);
    case expression_kind::false_value:
    case expression_kind::true_value: return exactly(kinds::boolean, e);
    case expression_kind::number: return exactly(kinds::number, e);
    case expression_kind::string: return exactly(kinds::string, e);
    case expression_kind::table: return exactly(kinds::table, e);
    case expression_kind::function: {
      known_value made = exactly(kinds::function, e);
      made.body = static_cast<const function_expression*>(e)->body;
      return made;
    }
    case expression_kind::paren: return infer(static_cast<const paren_expression*>(e)->inner, depth + 1);
    case expression_kind::unary: {
      const token_kind op = static_cast<const unary_expression*>(e)->op;
      return op == token_kind::kw_not ? exactly(kinds::boolean) : op == token_kind::hash ? exactly(kinds::number) : known_value{};
    }
    case expression_kind::binary: return infer_binary(*static_cast<const binary_expression*>(e), depth);
    case expression_kind::name: return infer_name(*static_cast<const name_expression*>(e), depth);
    case expression_kind::field: {
      const known_value record = infer(left_of(*e), depth + 1);
      bool sure = false;
      const type* found = types_.field_of(record.declared, static_cast<const field_expression*>(e)->name.id, sure);
      return found != nullptr && sure ? untested(types_.value_of(found)) : known_value{};
    }
    case expression_kind::call: return result_of(*static_cast<const call_expression*>(e), 0, depth);
    case expression_kind::cast: {
      const type* target = static_cast<const cast_expression*>(e)->target;
      return target == nullptr ? known_value{} : types_.value_of(target);
    }
    default: return {};
  }
}

// Operators of tables and objects may be a metatable's, which answers anything.
known_value type_inference::infer_binary(const binary_expression& e, int depth) const {
  using enum token_kind;
  if (e.op == equal_equal || e.op == not_equal || e.op == less || e.op == less_equal || e.op == greater || e.op == greater_equal)
    return exactly(kinds::boolean);
  if (!is_arithmetic(e.op) && e.op != dot_dot)
    return {};
  const uint8_t plain = e.op == dot_dot ? kinds::number | kinds::string : kinds::number;
  // The operand to the right decides: to the left the source may go down as far as it is long.
  const known_value right = infer(e.right, depth + 1);
  if (!right.certain || (right.possible & ~plain) != 0)
    return {};
  const known_value left = has_left(*e.left) && e.left->kind == expression_kind::binary ? known_value{} : infer(e.left, depth + 1);
  if (!left.certain || (left.possible & ~plain) != 0)
    return {};
  return exactly(e.op == dot_dot ? kinds::string : kinds::number);
}

known_value type_inference::infer_name(const name_expression& e, int depth) const {
  const variable* v = e.target;
  if (v == nullptr || v->bound_type != nullptr)
    return {};
  if (v->annotation != nullptr) {
    const known_value declared = types_.value_of(v->annotation);
    return use_.is_open(v) ? untested(declared) : declared;
  }
  if (const function_body* body = use_.function_of(v)) {
    known_value made = exactly(kinds::function);
    made.body = body;
    return made;
  }
  if (use_.is_assigned(v) || v->value == nullptr)
    return {};
  // Once a variable: `local b = a .. a`, `local c = b .. b` ... would take twice as long with each.
  if (const auto known = variables_.find(v); known != variables_.end())
    return known->second;
  known_value set = infer(v->value, depth + 1);
  if (set.possible == kinds::table)
    set.made = nullptr;  // its fields may have been set since
  if (use_.is_open(v) || set.possible == kinds::nil)
    set = untested_or_any(set);
  variables_.emplace(v, set);
  return set;
}

// Result number `index` of a call.
known_value type_inference::result_of(const call_expression& call, size_t index, int depth) const {
  if (call.method.id != no_symbol)
    return {};
  const known_value callee = infer(call.left, depth + 1);
  if (callee.body != nullptr)
    return callee.body->type_parameters.empty() ? result_in(callee.body->results, index) : known_value{};
  const type* declared = types_.resolve(callee.declared);
  return callee.certain && declared != nullptr && declared->kind == type_kind::function
           ? result_in(static_cast<const function_type*>(declared)->results, index)
           : known_value{};
}

known_value type_inference::result_in(const result_types& results, size_t index) const {
  if (!results.given || index >= results.list.size() || (results.last_variadic && index + 1 == results.list.size()))
    return {};
  return types_.value_of(results.list[index]);
}

}  // namespace troupe::syntax
