// What can be told about an expression before it runs: names that nobody gives, operators on types that have none.
#include "runtime/modules/expr_eval.hpp"
#include "runtime/modules/expr_parser.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace troupe::runtime::modules {

namespace {

// unknown: it depends on what comes at run time.
enum class type : uint8_t { unknown, nil, boolean, number, text, list, map };

type type_of(const document& value) noexcept {
  return value.is_null()     ? type::nil
         : value.is_bool()   ? type::boolean
         : value.is_number() ? type::number
         : value.is_string() ? type::text
         : value.is_list()   ? type::list
                             : type::map;
}

constexpr std::string_view names[] = {"unknown", "nil", "bool", "number", "string", "array", "map"};

class checker {
public:
  checker(std::string_view source, const document* environment) : source_(source), environment_(environment) {}

  type check(const expr_node& node) {
    switch (node.kind) {
      case expr_kind::constant: return type_of(node.value);
      case expr_kind::name: return name(node);
      case expr_kind::element: return type::unknown;
      case expr_kind::unary: return unary(node);
      case expr_kind::binary: return binary(node);
      case expr_kind::choice: return choice(node);
      case expr_kind::list: return children(node, type::list);
      case expr_kind::map: return children(node, type::map);
      case expr_kind::call: return children(node, type::unknown);
      case expr_kind::let: {
        const type value = check(*node.children[0]);
        variables_.emplace_back(node.text, value);
        const type body = check(*node.children[1]);
        variables_.pop_back();
        return body;
      }
      case expr_kind::chain:
      case expr_kind::member:
      case expr_kind::slice: return children(node, type::unknown);
    }
    return type::unknown;
  }

  const std::string& problem() const noexcept { return problem_; }

private:
  type fail(const expr_node& node, std::string_view why) {
    if (problem_.empty())
      problem_ = fmt::format("{} {}", why, expr_place(source_, node.at));
    return type::unknown;
  }

  type children(const expr_node& node, type made) {
    for (const expr_ptr& child : node.children)
      if (child)
        check(*child);
    return made;
  }

  type name(const expr_node& node) {
    const auto known = std::find_if(variables_.rbegin(), variables_.rend(), [&](const auto& each) { return each.first == node.text; });
    if (known != variables_.rend())
      return known->second;
    if (environment_ == nullptr || node.text == "$env")
      return type::unknown;
    const document* given = environment_->find(node.text);
    return given == nullptr ? fail(node, fmt::format("unknown name {}", node.text)) : type_of(*given);
  }

  type unary(const expr_node& node) {
    const type operand = check(*node.children[0]);
    const type wanted = node.text == "not" ? type::boolean : type::number;
    if (operand != type::unknown && operand != wanted)
      return fail(node, fmt::format("invalid operation: {} (mismatched type {})", node.text, names[static_cast<size_t>(operand)]));
    return wanted;
  }

  type choice(const expr_node& node) {
    const type condition = check(*node.children[0]);
    if (condition != type::unknown && condition != type::boolean)
      return fail(node, fmt::format("non-bool expression (type {}) used as condition", names[static_cast<size_t>(condition)]));
    const type a = check(*node.children[1]);
    const type b = check(*node.children[2]);
    return a == b ? a : type::unknown;
  }

  type binary(const expr_node& node) {
    const type a = check(*node.children[0]);
    const type b = check(*node.children[1]);
    const std::string& op = node.text;
    const auto both = [&](type wanted) { return (a == type::unknown || a == wanted) && (b == type::unknown || b == wanted); };
    const auto mismatch = [&] {
      return fail(node, fmt::format("invalid operation: {} (mismatched types {} and {})", op, names[static_cast<size_t>(a)],
                                    names[static_cast<size_t>(b)]));
    };
    if (op == "??" || op == "==" || op == "!=")
      return op == "??" ? type::unknown : type::boolean;
    if (op == "in")
      return b == type::unknown || b == type::list || b == type::map || b == type::nil ? type::boolean : mismatch();
    if (op == "and" || op == "&&" || op == "or" || op == "||")
      return both(type::boolean) ? type::boolean : mismatch();
    if (op == "contains" || op == "startsWith" || op == "endsWith" || op == "matches")
      return both(type::text) ? type::boolean : mismatch();
    if (op == "<" || op == "<=" || op == ">" || op == ">=")
      return both(type::number) || both(type::text) ? type::boolean : mismatch();
    if (op == "..")
      return both(type::number) ? type::list : mismatch();
    if (op == "+" && both(type::text))
      return both(type::number) ? type::unknown : type::text;
    return both(type::number) ? type::number : mismatch();
  }

  std::string_view source_;
  const document* environment_;
  std::string problem_;
  std::vector<std::pair<std::string_view, type>> variables_;
};

}  // namespace

std::string check_expr(const expr_node& root, std::string_view source, const document* environment) {
  checker self{source, environment};
  self.check(root);
  return self.problem();
}

}  // namespace troupe::runtime::modules
