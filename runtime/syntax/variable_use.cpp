#include "runtime/syntax/variable_use.hpp"

#include <utility>

namespace troupe::syntax {

namespace {

bool is_test(token_kind op) {
  using enum token_kind;
  return op == kw_and || op == kw_or || op == equal_equal || op == not_equal;
}

}  // namespace

variable_use::variable_use(const chunk& what) {
  statements(*what.body);
}

const function_body* variable_use::function_of(const variable* v) const {
  const auto found = functions_.find(v);
  return found == functions_.end() || is_assigned(v) ? nullptr : found->second;
}

void variable_use::statements(const block& body) {
  for (const statement* each : body.statements)
    statement_of(*each);
}

void variable_use::assign(const expression* target) {
  if (target->kind == expression_kind::name)
    assigned_.insert(static_cast<const name_expression*>(target)->target);
  else
    walk(target);
}

void variable_use::statement_of(const statement& s) {
  switch (s.kind) {
    case statement_kind::local: return walk(static_cast<const local_statement&>(s).values);
    case statement_kind::assignment:
      for (const expression* each : static_cast<const assignment_statement&>(s).targets)
        assign(each);
      return walk(static_cast<const assignment_statement&>(s).values);
    case statement_kind::call: {
      // A call on its own may be an assertion.
      const call_expression* call = static_cast<const call_statement&>(s).call;
      for (const expression* each : call->arguments)
        test(each);
      return walk(call);
    }
    case statement_kind::do_block: return statements(*static_cast<const do_statement&>(s).body);
    case statement_kind::while_loop:
    case statement_kind::repeat_loop:
      test(static_cast<const loop_statement&>(s).condition);
      return statements(*static_cast<const loop_statement&>(s).body);
    case statement_kind::if_branches:
      for (const if_clause& clause : static_cast<const if_statement&>(s).clauses) {
        if (clause.condition != nullptr)
          test(clause.condition);
        statements(*clause.body);
      }
      return;
    case statement_kind::numeric_for: {
      const auto& loop = static_cast<const numeric_for_statement&>(s);
      for (const expression* each : {loop.first, loop.last, loop.step})
        if (each != nullptr)
          walk(each);
      return statements(*loop.body);
    }
    case statement_kind::generic_for:
      walk(static_cast<const generic_for_statement&>(s).values);
      return statements(*static_cast<const generic_for_statement&>(s).body);
    case statement_kind::function: {
      const auto& made = static_cast<const function_statement&>(s);
      if (made.path.empty())
        assigned_.insert(made.base->target);
      return statements(*made.body->body);
    }
    case statement_kind::local_function: {
      const auto& made = static_cast<const local_function_statement&>(s);
      functions_[made.target] = made.body;
      return statements(*made.body->body);
    }
    case statement_kind::return_values: return walk(static_cast<const return_statement&>(s).values);
    default: return;
  }
}

void variable_use::test(const expression* e) {
  const bool outer = std::exchange(testing_, true);
  walk(e);
  testing_ = outer;
}

void variable_use::walk(expression_list list) {
  for (const expression* each : list)
    walk(each);
}

void variable_use::walk(const expression* e) {
  const bool outer = testing_;
  for (; has_left(*e); e = left_of(*e)) {
    testing_ = testing_ || (e->kind == expression_kind::binary && is_test(static_cast<const binary_expression&>(*e).op));
    right_part(*e);
  }
  switch (e->kind) {
    case expression_kind::name:
      if (const variable* v = static_cast<const name_expression*>(e)->target; testing_ && v != nullptr)
        tested_.insert(v);
      break;
    case expression_kind::function: {
      const bool around = std::exchange(testing_, false);
      statements(*static_cast<const function_expression*>(e)->body->body);
      testing_ = around;
      break;
    }
    case expression_kind::paren: walk(static_cast<const paren_expression*>(e)->inner); break;
    case expression_kind::unary: {
      const auto& made = static_cast<const unary_expression&>(*e);
      if (made.op == token_kind::kw_not)
        test(made.operand);
      else
        walk(made.operand);
      break;
    }
    case expression_kind::table:
      for (const table_field& each : static_cast<const table_expression*>(e)->fields) {
        if (each.kind == table_field_kind::keyed)
          walk(each.key);
        walk(each.value);
      }
      break;
    default: break;
  }
  testing_ = outer;
}

void variable_use::right_part(const expression& e) {
  switch (e.kind) {
    case expression_kind::binary: return walk(static_cast<const binary_expression&>(e).right);
    case expression_kind::index: return walk(static_cast<const index_expression&>(e).key);
    case expression_kind::call: {
      // X:is(v), lib.check(v), assert(v): the answer may say what v is.
      const auto& call = static_cast<const call_expression&>(e);
      const bool local = call.left->kind == expression_kind::name && static_cast<const name_expression*>(call.left)->target != nullptr;
      for (const expression* each : call.arguments)
        if (local && call.method.id == no_symbol)
          walk(each);
        else
          test(each);
      return;
    }
    default: return;
  }
}

}  // namespace troupe::syntax
