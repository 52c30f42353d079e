#include "config/limits.hpp"
#include "runtime/modules/expr_eval.hpp"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <cmath>

namespace troupe::runtime::modules {

namespace {

std::optional<double> number_in(const document& value) noexcept {
  if (const int64_t* whole = value.as_integer())
    return static_cast<double>(*whole);
  if (const double* number = value.as_double())
    return *number;
  return std::nullopt;
}

std::string mismatch(std::string_view op, const document& a, const document& b) {
  return fmt::format("invalid operation: {} (mismatched types {} and {})", op, expr_type(a), expr_type(b));
}

// Whole numbers wrap around, as they do on the platform.
int64_t wrapped(std::string_view op, int64_t a, int64_t b) noexcept {
  const auto x = static_cast<uint64_t>(a);
  const auto y = static_cast<uint64_t>(b);
  return static_cast<int64_t>(op == "+" ? x + y : op == "-" ? x - y : x * y);
}

std::string arithmetic(std::string_view op, const document& a, const document& b, document& result) {
  const int64_t* whole_a = a.as_integer();
  const int64_t* whole_b = b.as_integer();
  if (op == "%") {
    if (whole_a == nullptr || whole_b == nullptr)
      return mismatch(op, a, b);
    if (*whole_b == 0)
      return "integer divide by zero";
    result = document{*whole_b == -1 ? int64_t{0} : *whole_a % *whole_b};
    return {};
  }
  const auto x = number_in(a);
  const auto y = number_in(b);
  if (!x || !y) {
    if (op != "+" || a.as_string() == nullptr || b.as_string() == nullptr)
      return mismatch(op, a, b);
    result = document{*a.as_string() + *b.as_string()};
    return {};
  }
  if (op == "/")
    result = document{*x / *y};
  else if (op == "**" || op == "^")
    result = document{std::pow(*x, *y)};
  else if (whole_a != nullptr && whole_b != nullptr)
    result = document{wrapped(op, *whole_a, *whole_b)};
  else
    result = document{op == "+" ? *x + *y : op == "-" ? *x - *y : *x * *y};
  return {};
}

std::string range(const document& a, const document& b, document& result) {
  const int64_t* from = a.as_integer();
  const int64_t* to = b.as_integer();
  if (from == nullptr || to == nullptr)
    return mismatch("..", a, b);
  document::list items;
  if (*to >= *from) {
    if (static_cast<uint64_t>(*to) - static_cast<uint64_t>(*from) >= limits::expr_items_max)
      return fmt::format("memory budget exceeded: a range of more than {} numbers", limits::expr_items_max);
    for (int64_t n = *from;; ++n) {
      items.emplace_back(n);
      if (n == *to)
        break;
    }
  }
  result = document{std::move(items)};
  return {};
}

std::string contains(const document& item, const document& in, document& result) {
  if (in.is_null()) {
    result = document{false};
    return {};
  }
  if (const document::list* items = in.as_list()) {
    result = document{std::find(items->begin(), items->end(), item) != items->end()};
    return {};
  }
  if (in.as_map() != nullptr) {
    result = document{item.as_string() != nullptr && in.find(*item.as_string()) != nullptr};
    return {};
  }
  return fmt::format("operator \"in\" not defined on {}", expr_type(in));
}

std::string text_test(std::string_view op, const document& a, const document& b, document& result) {
  const std::string* text = a.as_string();
  const std::string* other = b.as_string();
  if (text == nullptr || other == nullptr)
    return mismatch(op, a, b);
  if (op == "contains") {
    result = document{text->find(*other) != std::string::npos};
  } else if (op == "startsWith") {
    result = document{text->starts_with(*other)};
  } else if (op == "endsWith") {
    result = document{text->ends_with(*other)};
  } else {
    re2::RE2::Options options;
    options.set_log_errors(false);
    const re2::RE2 pattern{*other, options};
    if (!pattern.ok())
      return "error parsing regexp: " + pattern.error();
    result = document{re2::RE2::PartialMatch(*text, pattern)};
  }
  return {};
}

}  // namespace

std::string_view expr_type(const document& value) noexcept {
  return value.is_null()      ? "nil"
         : value.is_bool()    ? "bool"
         : value.is_integer() ? "int"
         : value.is_double()  ? "float"
         : value.is_string()  ? "string"
         : value.is_list()    ? "array"
                              : "map";
}

std::optional<int> compare_expr(const document& a, const document& b) {
  if (a.as_integer() != nullptr && b.as_integer() != nullptr)
    return *a.as_integer() < *b.as_integer() ? -1 : *a.as_integer() > *b.as_integer() ? 1 : 0;
  const auto x = number_in(a);
  const auto y = number_in(b);
  if (x && y)
    return *x < *y ? -1 : *x > *y ? 1 : 0;
  if (a.as_string() != nullptr && b.as_string() != nullptr) {
    const int order = a.as_string()->compare(*b.as_string());
    return order < 0 ? -1 : order > 0 ? 1 : 0;
  }
  return std::nullopt;
}

std::string apply_expr_operator(std::string_view op, const document& a, const document& b, document& result) {
  if (op == "==" || op == "!=") {
    result = document{(a == b) == (op == "==")};
    return {};
  }
  if (op == "<" || op == "<=" || op == ">" || op == ">=") {
    const auto order = compare_expr(a, b);
    if (!order)
      return mismatch(op, a, b);
    result = document{op == "<" ? *order < 0 : op == "<=" ? *order <= 0 : op == ">" ? *order > 0 : *order >= 0};
    return {};
  }
  if (op == "..")
    return range(a, b, result);
  if (op == "in")
    return contains(a, b, result);
  if (op == "contains" || op == "startsWith" || op == "endsWith" || op == "matches")
    return text_test(op, a, b, result);
  return arithmetic(op, a, b, result);
}

}  // namespace troupe::runtime::modules
