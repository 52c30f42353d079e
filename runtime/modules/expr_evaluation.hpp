// One evaluation of an expression: for the files of the evaluator alone (expr_eval.cpp, expr_predicates.cpp).
//
// Thread: one evaluation belongs to its caller.
#pragma once

#include "runtime/modules/expr_eval.hpp"

#include <fmt/format.h>

#include <deque>

namespace troupe::runtime::modules {

class expr_evaluation {
public:
  explicit expr_evaluation(const expr_input& input) : input_(input) {}

  // False, and `problem` says why, if there is no value.
  bool eval(const expr_node& node, operand& to);

  const std::string& problem() const noexcept { return problem_; }

private:
  // What `#` means in the innermost predicate.
  struct frame {
    const document* item = nullptr;
    int64_t index = 0;
    const document* accumulated = nullptr;
  };
  struct variable {
    const std::string* name;
    document value;
  };

  bool fail(const expr_node& node, std::string_view why) {
    if (problem_.empty())
      problem_ = fmt::format("{} {}", why, expr_place(input_.source, node.at));
    return false;
  }
  bool answer(operand& to, document value) {
    to = operand{std::move(value)};
    return true;
  }
  bool settle(const expr_node& node, std::string why, operand& to, document value) {
    return why.empty() ? answer(to, std::move(value)) : fail(node, why);
  }

  bool name(const expr_node& node, operand& to);
  bool element(const expr_node& node, operand& to);
  bool unary(const expr_node& node, operand& to);
  bool binary(const expr_node& node, operand& to);
  bool choice(const expr_node& node, operand& to);
  bool list(const expr_node& node, operand& to);
  bool map(const expr_node& node, operand& to);
  bool chain(const expr_node& node, operand& to);
  bool member(const expr_node& step, operand& to);
  bool slice(const expr_node& step, operand& to);
  bool let(const expr_node& node, operand& to);
  bool call(const expr_node& node, operand& to);

  bool truth(const expr_node& node, bool& to);
  bool whole(const expr_node& node, int64_t& to);
  const document::list* items_of(const expr_node& node, const document& value);

  // ---- functions with a predicate ----------------------------------------------------------------------------------------
  template <class Visit>
  bool each(const expr_node& predicate, const document::list& items, Visit visit);
  bool with_predicate(const expr_node& node, operand& to);
  bool search(const expr_node& node, const document::list& items, operand& to);
  bool count_matches(const expr_node& node, const document::list& items, operand& to);
  bool collect(const expr_node& node, const document::list& items, operand& to);
  bool group(const expr_node& node, const document::list& items, operand& to);
  bool sort_by(const expr_node& node, const document::list& items, operand& to);
  bool reduce(const expr_node& node, const document::list& items, operand& to);

  const expr_input& input_;
  std::string problem_;
  std::vector<frame> frames_;
  std::deque<variable> variables_;  // values on the way point into it
  size_t steps_ = 0;
};

}  // namespace troupe::runtime::modules
