// Visits every statement and expression of a tree once, in the order of the source but for operands to the left.
//
// A pass derives from tree_walk<itself> and hides what it treats otherwise; a hiding function calls the base's to go on below.
// Types are not visited. Goes down operands to the left in a loop, as ast.hpp demands, and into everything else by recursion.
#pragma once

#include "runtime/syntax/ast.hpp"

#include <string_view>

namespace troupe::syntax {

template <class Pass>
class tree_walk {
public:
  // ---- statements

  void statements(const block& body) {
    for (const statement* each : body.statements)
      self().statement_of(*each);
  }

  void statement_of(const statement& s) {
    switch (s.kind) {
      case statement_kind::local: return walk_all(static_cast<const local_statement&>(s).values);
      case statement_kind::assignment: {
        const auto& made = static_cast<const assignment_statement&>(s);
        for (const expression* each : made.targets)
          self().target(*each);
        return walk_all(made.values);
      }
      case statement_kind::call: return self().walk(static_cast<const call_statement&>(s).call);
      case statement_kind::do_block: return self().inner_block(*static_cast<const do_statement&>(s).body, s.where, "do");
      case statement_kind::while_loop: {
        const auto& loop = static_cast<const loop_statement&>(s);
        self().condition(*loop.condition);
        return self().inner_block(*loop.body, s.where, "while");
      }
      case statement_kind::repeat_loop: {
        const auto& loop = static_cast<const loop_statement&>(s);
        self().inner_block(*loop.body, s.where, "repeat");
        return self().condition(*loop.condition);
      }
      case statement_kind::if_branches:
        for (const if_clause& clause : static_cast<const if_statement&>(s).clauses) {
          if (clause.condition != nullptr)
            self().condition(*clause.condition);
          self().inner_block(*clause.body, clause.where, clause.condition != nullptr ? "then" : "else");
        }
        return;
      case statement_kind::numeric_for: {
        const auto& loop = static_cast<const numeric_for_statement&>(s);
        for (const expression* each : {loop.first, loop.last, loop.step})
          if (each != nullptr)
            self().walk(each);
        return self().inner_block(*loop.body, s.where, "for");
      }
      case statement_kind::generic_for: {
        const auto& loop = static_cast<const generic_for_statement&>(s);
        walk_all(loop.values);
        return self().inner_block(*loop.body, s.where, "for");
      }
      case statement_kind::function: return self().function(*static_cast<const function_statement&>(s).body);
      case statement_kind::local_function: return self().function(*static_cast<const local_function_statement&>(s).body);
      case statement_kind::return_values: return walk_all(static_cast<const return_statement&>(s).values);
      case statement_kind::break_loop:
      case statement_kind::goto_label:
      case statement_kind::label:
      case statement_kind::type_declaration: return;
    }
  }

  // The block of a loop, a branch or `do`, which `word` opens.
  void inner_block(const block& body, position, std::string_view) { self().statements(body); }
  void condition(const expression& e) { self().walk(&e); }

  // What a value is assigned to.
  void target(const expression& e) { self().walk(&e); }

  void function(const function_body& body) { self().statements(*body.body); }

  // ---- expressions

  void walk_all(expression_list list) {
    for (const expression* each : list)
      self().walk(each);
  }

  void walk(const expression* e) {
    for (; has_left(*e); e = left_of(*e))
      self().right_part(*e);
    self().innermost(*e);
  }

  // What stands beside an operand to the left.
  void right_part(const expression& e) {
    switch (e.kind) {
      case expression_kind::binary: return self().walk(static_cast<const binary_expression&>(e).right);
      case expression_kind::index: return self().walk(static_cast<const index_expression&>(e).key);
      case expression_kind::call: return walk_all(static_cast<const call_expression&>(e).arguments);
      default: return;
    }
  }

  // An expression without an operand to the left.
  void innermost(const expression& e) {
    switch (e.kind) {
      case expression_kind::function: return self().function(*static_cast<const function_expression&>(e).body);
      case expression_kind::paren: return self().walk(static_cast<const paren_expression&>(e).inner);
      case expression_kind::unary: return self().walk(static_cast<const unary_expression&>(e).operand);
      case expression_kind::table:
        for (const table_field& each : static_cast<const table_expression&>(e).fields) {
          if (each.kind == table_field_kind::keyed)
            self().walk(each.key);
          self().walk(each.value);
        }
        return;
      default: return;
    }
  }

private:
  Pass& self() noexcept { return static_cast<Pass&>(*this); }
};

}  // namespace troupe::syntax
