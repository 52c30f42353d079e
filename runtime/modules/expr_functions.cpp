// The functions that need no more than their arguments; those with a predicate are the evaluator's (expr_eval.cpp).
#include "config/document_text.hpp"
#include "config/duration.hpp"
#include "config/limits.hpp"
#include "config/yaml_scalar.hpp"
#include "runtime/modules/base64_text.hpp"
#include "runtime/modules/expr_call.hpp"
#include "runtime/modules/json_document.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace troupe::runtime::modules {

namespace {

constexpr size_t any_number = 64;

document whole_or_number(double n) {
  constexpr double exact_max = 9e15;
  return std::fabs(n) < exact_max && n == std::floor(n) ? document{static_cast<int64_t>(n)} : document{n};
}

// ---- numbers -------------------------------------------------------------------------------------------------------------

std::string absolute(const expr_call& c) {
  if (const auto n = c.whole(0))
    return c.give(document{*n < 0 ? static_cast<int64_t>(~static_cast<uint64_t>(*n) + 1) : *n});
  if (const auto n = c.number(0))
    return c.give(document{std::fabs(*n)});
  return c.refuse(0);
}

std::string rounded(const expr_call& c) {
  const auto n = c.number(0);
  if (!n)
    return c.refuse(0);
  return c.give(whole_or_number(c.name == "ceil" ? std::ceil(*n) : c.name == "floor" ? std::floor(*n) : std::round(*n)));
}

std::string to_whole(const expr_call& c) {
  if (const auto n = c.number(0))
    return c.give(document{static_cast<int64_t>(std::clamp(*n, -9.2e18, 9.2e18))});
  if (const std::string* text = c.text(0)) {
    int64_t n = 0;
    const auto read = std::from_chars(text->data(), text->data() + text->size(), n);
    if (read.ec != std::errc{} || read.ptr != text->data() + text->size() || text->empty())
      return fmt::format("invalid operation: int({})", *text);
    return c.give(document{n});
  }
  return c.refuse(0);
}

std::string to_float(const expr_call& c) {
  if (const auto n = c.number(0))
    return c.give(document{*n});
  if (const std::string* text = c.text(0)) {
    double n = 0;
    const auto read = std::from_chars(text->data(), text->data() + text->size(), n);
    if (read.ec != std::errc{} || read.ptr != text->data() + text->size() || text->empty())
      return fmt::format("invalid operation: float({})", *text);
    return c.give(document{n});
  }
  return c.refuse(0);
}

// Numbers among the arguments, lists of them included.
std::string gather(const expr_call& c, std::vector<const document*>& to) {
  for (size_t i = 0; i < c.count(); ++i) {
    if (c.number(i)) {
      to.push_back(&c.at(i));
      continue;
    }
    const document::list* items = c.items(i);
    if (items == nullptr)
      return c.refuse(i);
    for (const document& each : *items) {
      if (!each.is_number())
        return fmt::format("invalid argument for {} (type {})", c.name, expr_type(each));
      to.push_back(&each);
    }
  }
  return {};
}

std::string statistic(const expr_call& c) {
  std::vector<const document*> numbers;
  if (std::string why = gather(c, numbers); !why.empty())
    return why;
  const auto value = [](const document* n) { return n->as_integer() != nullptr ? static_cast<double>(*n->as_integer()) : *n->as_double(); };
  if (c.name == "sum") {
    document sum{int64_t{0}};
    for (const document* each : numbers) {
      document next;
      apply_expr_operator("+", sum, *each, next);
      sum = std::move(next);
    }
    return c.give(std::move(sum));
  }
  if (numbers.empty())
    return c.name == "mean" || c.name == "median" ? c.give(document{0.0}) : fmt::format("not enough arguments to call {}", c.name);
  if (c.name == "min" || c.name == "max") {
    const auto less = [&](const document* a, const document* b) { return compare_expr(*a, *b).value_or(0) < 0; };
    return c.give(c.name == "min" ? **std::min_element(numbers.begin(), numbers.end(), less)
                                  : **std::max_element(numbers.begin(), numbers.end(), less));
  }
  std::vector<double> plain;
  for (const document* each : numbers)
    plain.push_back(value(each));
  if (c.name == "mean") {
    double sum = 0;
    for (const double each : plain)
      sum += each;
    return c.give(document{sum / static_cast<double>(plain.size())});
  }
  std::sort(plain.begin(), plain.end());
  const size_t middle = plain.size() / 2;
  return c.give(document{plain.size() % 2 == 1 ? plain[middle] : (plain[middle - 1] + plain[middle]) / 2});
}

// ---- time and encodings --------------------------------------------------------------------------------------------------

std::string moment(const expr_call& c) {
  if (c.name == "now")
    return c.give(document{std::chrono::duration<double>(c.now.time_since_epoch()).count()});
  const std::string* text = c.text(0);
  if (text == nullptr)
    return c.refuse(0);
  if (c.name == "duration") {
    const auto span = parse_duration(*text);
    if (!span)
      return fmt::format("invalid duration \"{}\"", *text);
    return c.give(whole_or_number(std::chrono::duration<double>(*span).count()));
  }
  const auto seconds = unix_seconds_of(*text);
  return seconds ? c.give(document{*seconds}) : fmt::format("invalid date {}", *text);
}

std::string encode(const expr_call& c) {
  if (c.name == "toJSON")
    return c.give(document{to_json(c.at(0), json_layout::lines)});
  const std::string* text = c.text(0);
  if (text == nullptr)
    return c.refuse(0);
  if (c.name == "fromJSON")
    return read_json(*text, c.result);
  if (c.name == "toBase64") {
    std::string made(base64_size(text->size()), '\0');
    encode_base64(*text, made.data());
    return c.give(document{std::move(made)});
  }
  std::string made(base64_bytes_max(text->size()), '\0');
  const base64_result done = decode_base64(*text, made.data());
  if (!done.ok)
    return fmt::format("illegal base64 data at input byte {}", done.at);
  made.resize(done.size);
  return c.give(document{std::move(made)});
}

std::string describe(const expr_call& c) {
  return c.give(c.name == "type" ? document{expr_type(c.at(0))} : document{expr_text_of(c.at(0))});
}

struct function {
  expr_signature signature;
  std::string (*run)(const expr_call&);  // null: the predicate is not optional
};

constexpr function functions[] = {
  {{"abs", 1, 1}, absolute},
  {{"all", 2, 2, 2}, nullptr},
  {{"any", 2, 2, 2}, nullptr},
  {{"ceil", 1, 1}, rounded},
  {{"concat", 1, any_number}, expr_concat},
  {{"count", 1, 2, 2}, expr_count_true},
  {{"countBy", 2, 2, 2}, nullptr},
  {{"date", 1, 1}, moment},
  {{"duration", 1, 1}, moment},
  {{"filter", 2, 2, 2}, nullptr},
  {{"find", 2, 2, 2}, nullptr},
  {{"findIndex", 2, 2, 2}, nullptr},
  {{"findLast", 2, 2, 2}, nullptr},
  {{"findLastIndex", 2, 2, 2}, nullptr},
  {{"first", 1, 1}, expr_pick},
  {{"flatten", 1, 1}, expr_rearrange},
  {{"float", 1, 1}, to_float},
  {{"floor", 1, 1}, rounded},
  {{"fromBase64", 1, 1}, encode},
  {{"fromJSON", 1, 1}, encode},
  {{"fromPairs", 1, 1}, expr_from_pairs},
  {{"get", 2, 2}, expr_get},
  {{"groupBy", 2, 2, 2}, nullptr},
  {{"hasPrefix", 2, 2}, expr_look_for},
  {{"hasSuffix", 2, 2}, expr_look_for},
  {{"indexOf", 2, 2}, expr_look_for},
  {{"int", 1, 1}, to_whole},
  {{"join", 1, 2}, expr_join},
  {{"keys", 1, 1}, expr_parts_of_map},
  {{"last", 1, 1}, expr_pick},
  {{"lastIndexOf", 2, 2}, expr_look_for},
  {{"len", 1, 1}, expr_length},
  {{"lower", 1, 1}, expr_change_case},
  {{"map", 2, 2, 2}, nullptr},
  {{"max", 1, any_number}, statistic},
  {{"mean", 1, any_number}, statistic},
  {{"median", 1, any_number}, statistic},
  {{"min", 1, any_number}, statistic},
  {{"none", 2, 2, 2}, nullptr},
  {{"now", 0, 0}, moment},
  {{"one", 2, 2, 2}, nullptr},
  {{"reduce", 2, 3, 2}, nullptr},
  {{"repeat", 2, 2}, expr_repeat},
  {{"replace", 3, 3}, expr_replace},
  {{"reverse", 1, 1}, expr_rearrange},
  {{"round", 1, 1}, rounded},
  {{"sort", 1, 2}, expr_rearrange},
  {{"sortBy", 2, 3, 2}, nullptr},
  {{"split", 2, 3}, expr_split},
  {{"splitAfter", 2, 3}, expr_split},
  {{"string", 1, 1}, describe},
  {{"sum", 1, 2, 2}, statistic},
  {{"take", 2, 2}, expr_pick},
  {{"toBase64", 1, 1}, encode},
  {{"toJSON", 1, 1}, encode},
  {{"toPairs", 1, 1}, expr_parts_of_map},
  {{"trim", 1, 2}, expr_trim},
  {{"trimPrefix", 1, 2}, expr_trim},
  {{"trimSuffix", 1, 2}, expr_trim},
  {{"type", 1, 1}, describe},
  {{"uniq", 1, 1}, expr_rearrange},
  {{"upper", 1, 1}, expr_change_case},
  {{"values", 1, 1}, expr_parts_of_map},
};

const function* find(std::string_view name) noexcept {
  const auto found = std::lower_bound(std::begin(functions), std::end(functions), name,
                                      [](const function& each, std::string_view wanted) { return each.signature.name < wanted; });
  return found == std::end(functions) || found->signature.name != name ? nullptr : found;
}

}  // namespace

const expr_signature* find_expr_function(std::string_view name) noexcept {
  const function* found = find(name);
  return found == nullptr ? nullptr : &found->signature;
}

std::string call_expr_function(std::string_view name, std::vector<operand>& given, wall_time now, document& result) {
  const function* found = find(name);
  if (found == nullptr || found->run == nullptr)
    return fmt::format("not enough arguments to call {}", name);
  return found->run(expr_call{found->signature.name, given, now, result});
}

}  // namespace troupe::runtime::modules
