// Evaluation of expressions over plain data.
//
// Moments are Unix seconds and durations seconds, as numbers. Thread: pure functions; nothing throws. What one evaluation may do is bounded
// (limits::expr_steps_max, limits::expr_items_max).
#pragma once

#include "config/clock.hpp"
#include "runtime/modules/expr_tree.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace troupe::runtime::modules {

struct expr_input {
  std::string_view source;
  const document& environment;
  wall_time now;
};

// Answers "" or why there is no result.
std::string evaluate_expr(const expr_node& root, const expr_input& input, document& result);

// ---- for the files of the evaluator ----------------------------------------------------------------------------------------

// A value on the way: one's own, or part of the environment or of a list that somebody else keeps.
class operand {
public:
  operand() = default;
  explicit operand(document own) : held_(std::move(own)) {}
  explicit operand(const document* other) : held_(other) {}

  const document& get() const noexcept {
    const auto* own = std::get_if<document>(&held_);
    return own != nullptr ? *own : *std::get<const document*>(held_);
  }
  bool borrowed() const noexcept { return std::holds_alternative<const document*>(held_); }
  document take() {
    auto* own = std::get_if<document>(&held_);
    return own != nullptr ? std::move(*own) : *std::get<const document*>(held_);
  }

private:
  std::variant<document, const document*> held_;
};

// The name of a value's type in this language.
std::string_view expr_type(const document& value) noexcept;

// These answer "" or what is wrong.
std::string apply_expr_operator(std::string_view op, const document& a, const document& b, document& result);
std::string call_expr_function(std::string_view name, std::vector<operand>& arguments, wall_time now, document& result);

// -1, 0, 1; nothing if they have no order.
std::optional<int> compare_expr(const document& a, const document& b);

// How many characters; which of them begin where.
size_t expr_length(std::string_view text) noexcept;
std::string_view expr_characters(std::string_view text, size_t from, size_t to) noexcept;

}  // namespace troupe::runtime::modules
