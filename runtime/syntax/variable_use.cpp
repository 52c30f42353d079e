#include "runtime/syntax/variable_use.hpp"

#include "runtime/syntax/tree_walk.hpp"

#include <utility>

namespace troupe::syntax {

namespace {

bool is_test(token_kind op) {
  using enum token_kind;
  return op == kw_and || op == kw_or || op == equal_equal || op == not_equal;
}

}  // namespace

class variable_use::finder : public tree_walk<variable_use::finder> {
public:
  explicit finder(variable_use& found) : found_(found) {}

  void statement_of(const statement& s) {
    switch (s.kind) {
      case statement_kind::call:
        // A call on its own may be an assertion.
        for (const expression* each : static_cast<const call_statement&>(s).call->arguments)
          test(each);
        break;
      case statement_kind::function:
        if (const auto& made = static_cast<const function_statement&>(s); made.path.empty())
          found_.assigned_.insert(made.base->target);
        break;
      case statement_kind::local_function: {
        const auto& made = static_cast<const local_function_statement&>(s);
        found_.functions_[made.target] = made.body;
        break;
      }
      default: break;
    }
    tree_walk::statement_of(s);
  }

  void condition(const expression& e) { test(&e); }

  void target(const expression& e) {
    if (e.kind == expression_kind::name)
      found_.assigned_.insert(static_cast<const name_expression&>(e).target);
    else
      walk(&e);
  }

  void function(const function_body& body) {
    const bool outer = std::exchange(testing_, false);
    tree_walk::function(body);
    testing_ = outer;
  }

  void walk(const expression* e) {
    const bool outer = testing_;
    tree_walk::walk(e);
    testing_ = outer;
  }

  void right_part(const expression& e) {
    if (e.kind == expression_kind::binary)
      testing_ = testing_ || is_test(static_cast<const binary_expression&>(e).op);
    if (e.kind != expression_kind::call)
      return tree_walk::right_part(e);
    // X:is(v), lib.check(v), assert(v): the answer may say what v is.
    const auto& call = static_cast<const call_expression&>(e);
    const bool local = call.left->kind == expression_kind::name && static_cast<const name_expression*>(call.left)->target != nullptr;
    if (local && call.method.id == no_symbol)
      return walk_all(call.arguments);
    for (const expression* each : call.arguments)
      test(each);
  }

  void innermost(const expression& e) {
    if (e.kind == expression_kind::name) {
      if (const variable* v = static_cast<const name_expression&>(e).target; testing_ && v != nullptr)
        found_.tested_.insert(v);
    } else if (e.kind == expression_kind::unary && static_cast<const unary_expression&>(e).op == token_kind::kw_not) {
      test(static_cast<const unary_expression&>(e).operand);
    } else {
      tree_walk::innermost(e);
    }
  }

private:
  void test(const expression* e) {
    const bool outer = std::exchange(testing_, true);
    walk(e);
    testing_ = outer;
  }

  variable_use& found_;
  bool testing_ = false;  // inside a condition: every name counts
};

variable_use::variable_use(const chunk& what) {
  finder{*this}.statements(*what.body);
}

const function_body* variable_use::function_of(const variable* v) const {
  const auto found = functions_.find(v);
  return found == functions_.end() || is_assigned(v) ? nullptr : found->second;
}

}  // namespace troupe::syntax
