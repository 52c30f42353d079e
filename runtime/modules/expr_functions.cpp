// The functions that need no more than their arguments; those with a predicate are the evaluator's (expr_eval.cpp).
#include "config/document_text.hpp"
#include "config/duration.hpp"
#include "config/limits.hpp"
#include "config/yaml_scalar.hpp"
#include "runtime/modules/base64_text.hpp"
#include "runtime/modules/expr_eval.hpp"
#include "runtime/modules/json_document.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <unordered_map>

namespace troupe::runtime::modules {

namespace {

constexpr size_t any_number = 64;

using arguments = std::vector<operand>;

// What a function is given and where its answer goes; each answers "" or what is wrong.
struct call {
  std::string_view name;
  arguments& given;
  wall_time now;
  document& result;

  size_t count() const noexcept { return given.size(); }
  const document& at(size_t i) const noexcept { return given[i].get(); }
  const std::string* text(size_t i) const noexcept { return i < count() ? at(i).as_string() : nullptr; }
  std::optional<int64_t> whole(size_t i) const noexcept {
    const int64_t* n = i < count() ? at(i).as_integer() : nullptr;
    return n == nullptr ? std::nullopt : std::optional{*n};
  }
  std::optional<double> number(size_t i) const noexcept {
    if (const auto n = whole(i))
      return static_cast<double>(*n);
    const double* n = i < count() ? at(i).as_double() : nullptr;
    return n == nullptr ? std::nullopt : std::optional{*n};
  }
  // An empty map is what becomes of an empty table.
  const document::list* items(size_t i) const noexcept {
    static const document::list none;
    if (i >= count())
      return nullptr;
    const document::map* map = at(i).as_map();
    return map != nullptr && map->empty() ? &none : at(i).as_list();
  }

  std::string give(document value) const {
    result = std::move(value);
    return {};
  }
  std::string refuse(size_t i) const {
    return fmt::format("invalid argument for {} (type {})", name, i < count() ? expr_type(at(i)) : "nil");
  }
};

document whole_or_number(double n) {
  constexpr double exact_max = 9e15;
  return std::fabs(n) < exact_max && n == std::floor(n) ? document{static_cast<int64_t>(n)} : document{n};
}

// ---- numbers -------------------------------------------------------------------------------------------------------------

std::string absolute(const call& c) {
  if (const auto n = c.whole(0))
    return c.give(document{*n < 0 ? static_cast<int64_t>(~static_cast<uint64_t>(*n) + 1) : *n});
  if (const auto n = c.number(0))
    return c.give(document{std::fabs(*n)});
  return c.refuse(0);
}

std::string rounded(const call& c) {
  const auto n = c.number(0);
  if (!n)
    return c.refuse(0);
  return c.give(whole_or_number(c.name == "ceil" ? std::ceil(*n) : c.name == "floor" ? std::floor(*n) : std::round(*n)));
}

std::string to_whole(const call& c) {
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

std::string to_float(const call& c) {
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
std::string gather(const call& c, std::vector<const document*>& to) {
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

std::string statistic(const call& c) {
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

// ---- texts ---------------------------------------------------------------------------------------------------------------

std::string as_text(const document& value) {
  return value.is_list() || value.is_map() ? to_json(value) : value.is_null() ? "nil" : value.scalar_text();
}

std::string change_case(const call& c) {
  const std::string* text = c.text(0);
  if (text == nullptr)
    return c.refuse(0);
  std::string made = *text;
  const bool up = c.name == "upper";
  for (char& each : made)
    if (up ? each >= 'a' && each <= 'z' : each >= 'A' && each <= 'Z')
      each = static_cast<char>(each ^ 0x20);
  return c.give(document{std::move(made)});
}

std::string trim(const call& c) {
  const std::string* text = c.text(0);
  const std::string* set = c.count() > 1 ? c.text(1) : nullptr;
  if (text == nullptr || (c.count() > 1 && set == nullptr))
    return c.refuse(text == nullptr ? 0 : 1);
  if (c.name == "trimPrefix" || c.name == "trimSuffix") {
    const std::string affix = set == nullptr ? " " : *set;
    std::string_view made = *text;
    if (c.name == "trimPrefix" && made.starts_with(affix))
      made.remove_prefix(affix.size());
    else if (c.name == "trimSuffix" && made.ends_with(affix))
      made.remove_suffix(affix.size());
    return c.give(document{made});
  }
  const std::string_view blanks = set == nullptr ? std::string_view{" \t\r\n\v\f"} : std::string_view{*set};
  const size_t first = text->find_first_not_of(blanks);
  return c.give(first == std::string::npos ? document{""} : document{text->substr(first, text->find_last_not_of(blanks) - first + 1)});
}

std::string split(const call& c) {
  const std::string* text = c.text(0);
  const std::string* separator = c.text(1);
  if (text == nullptr || separator == nullptr)
    return c.refuse(text == nullptr ? 0 : 1);
  const int64_t most = c.count() > 2 ? c.whole(2).value_or(-1) : -1;
  const bool after = c.name == "splitAfter";
  document::list parts;
  std::string_view rest = *text;
  if (separator->empty()) {
    for (size_t i = 0; i < expr_length(rest); ++i)
      parts.emplace_back(expr_characters(rest, i, i + 1));
    return c.give(document{std::move(parts)});
  }
  while (most < 0 || static_cast<int64_t>(parts.size()) + 1 < most) {
    const size_t at = rest.find(*separator);
    if (at == std::string_view::npos)
      break;
    parts.emplace_back(rest.substr(0, at + (after ? separator->size() : 0)));
    rest.remove_prefix(at + separator->size());
  }
  if (most != 0)
    parts.emplace_back(rest);
  return c.give(document{std::move(parts)});
}

std::string join(const call& c) {
  const document::list* items = c.items(0);
  const std::string* glue = c.count() > 1 ? c.text(1) : nullptr;
  if (items == nullptr || (c.count() > 1 && glue == nullptr))
    return c.refuse(items == nullptr ? 0 : 1);
  std::string made;
  for (size_t i = 0; i < items->size(); ++i) {
    if (i > 0 && glue != nullptr)
      made += *glue;
    if ((*items)[i].as_string() == nullptr)
      return fmt::format("cannot join {}", expr_type((*items)[i]));
    made += *(*items)[i].as_string();
  }
  return c.give(document{std::move(made)});
}

std::string replace(const call& c) {
  const std::string* text = c.text(0);
  const std::string* old = c.text(1);
  const std::string* by = c.text(2);
  if (text == nullptr || old == nullptr || by == nullptr)
    return c.refuse(text == nullptr ? 0 : old == nullptr ? 1 : 2);
  if (old->empty())
    return c.give(document{*text});
  std::string made;
  size_t from = 0;
  for (size_t at = text->find(*old); at != std::string::npos; at = text->find(*old, from)) {
    made.append(*text, from, at - from) += *by;
    from = at + old->size();
    if (made.size() > limits::expr_items_max * 16)
      return "memory budget exceeded";
  }
  return c.give(document{made.append(*text, from)});
}

std::string repeat(const call& c) {
  const std::string* text = c.text(0);
  const auto times = c.whole(1);
  if (text == nullptr || !times || *times < 0)
    return c.refuse(text == nullptr ? 0 : 1);
  if (static_cast<double>(*times) * static_cast<double>(text->size()) > static_cast<double>(limits::expr_items_max))
    return "memory budget exceeded";
  std::string made;
  for (int64_t i = 0; i < *times; ++i)
    made += *text;
  return c.give(document{std::move(made)});
}

std::string look_for(const call& c) {
  const std::string* text = c.text(0);
  const std::string* part = c.text(1);
  if (text == nullptr || part == nullptr)
    return c.refuse(text == nullptr ? 0 : 1);
  if (c.name == "hasPrefix")
    return c.give(document{text->starts_with(*part)});
  if (c.name == "hasSuffix")
    return c.give(document{text->ends_with(*part)});
  const size_t at = c.name == "indexOf" ? text->find(*part) : text->rfind(*part);
  return c.give(document{at == std::string::npos ? int64_t{-1} : static_cast<int64_t>(at)});
}

// ---- lists and maps ------------------------------------------------------------------------------------------------------

std::string length(const call& c) {
  if (const std::string* text = c.text(0))
    return c.give(document{static_cast<int64_t>(expr_length(*text))});
  if (const document::list* items = c.at(0).as_list())
    return c.give(document{static_cast<int64_t>(items->size())});
  if (const document::map* members = c.at(0).as_map())
    return c.give(document{static_cast<int64_t>(members->size())});
  return c.refuse(0);
}

std::string flatten_into(const document::list& items, document::list& to, int depth) {
  for (const document& each : items)
    if (each.as_list() != nullptr && depth < limits::value_depth_max)
      flatten_into(*each.as_list(), to, depth + 1);
    else
      to.push_back(each);
  return {};
}

std::string rearrange(const call& c) {
  const document::list* items = c.items(0);
  if (items == nullptr)
    return c.refuse(0);
  document::list made;
  if (c.name == "flatten") {
    flatten_into(*items, made, 0);
  } else if (c.name == "reverse") {
    made.assign(items->rbegin(), items->rend());
  } else if (c.name == "uniq") {
    // Equal values have equal texts; what has not is compared in full.
    std::unordered_multimap<std::string, size_t> seen;
    for (const document& each : *items) {
      const std::string key = as_text(each);
      const auto [from, to] = seen.equal_range(key);
      if (std::none_of(from, to, [&](const auto& known) { return made[known.second] == each; })) {
        seen.emplace(key, made.size());
        made.push_back(each);
      }
    }
  } else {  // sort
    made = *items;
    bool descending = false;
    if (c.count() > 1) {
      const std::string* order = c.text(1);
      if (order == nullptr || (*order != "asc" && *order != "desc"))
        return "invalid order, expected asc or desc";
      descending = *order == "desc";
    }
    for (const document& each : made)
      if (!compare_expr(made.front(), each))
        return "cannot sort: items have no order";
    std::stable_sort(made.begin(), made.end(), [descending](const document& a, const document& b) {
      const int order = compare_expr(a, b).value_or(0);
      return descending ? order > 0 : order < 0;
    });
  }
  return c.give(document{std::move(made)});
}

std::string concat(const call& c) {
  document::list made;
  for (size_t i = 0; i < c.count(); ++i) {
    const document::list* items = c.items(i);
    if (items == nullptr)
      return c.refuse(i);
    made.insert(made.end(), items->begin(), items->end());
  }
  return c.give(document{std::move(made)});
}

std::string pick(const call& c) {
  const document::list* items = c.items(0);
  if (items == nullptr)
    return c.refuse(0);
  if (c.name == "take") {
    const auto n = c.whole(1);
    if (!n || *n < 0)
      return c.refuse(1);
    return c.give(document{document::list{items->begin(), items->begin() + std::min<int64_t>(*n, static_cast<int64_t>(items->size()))}});
  }
  return c.give(items->empty() ? document{} : c.name == "first" ? items->front() : items->back());
}

std::string parts_of_map(const call& c) {
  const document::map* members = c.at(0).as_map();
  if (members == nullptr)
    return c.refuse(0);
  document::list made;
  for (const auto& [key, value] : *members)
    if (c.name == "keys")
      made.emplace_back(key);
    else if (c.name == "values")
      made.push_back(value);
    else
      made.emplace_back(document::list{document{key}, value});
  return c.give(document{std::move(made)});
}

std::string from_pairs(const call& c) {
  const document::list* items = c.items(0);
  if (items == nullptr)
    return c.refuse(0);
  document made{document::map{}};
  for (const document& each : *items) {
    const document::list* pair = each.as_list();
    if (pair == nullptr || pair->size() != 2 || (*pair)[0].is_list() || (*pair)[0].is_map())
      return "invalid pair: expected an array of key and value";
    made.set((*pair)[0].scalar_text(), (*pair)[1]);
  }
  return c.give(std::move(made));
}

std::string get(const call& c) {
  const document& base = c.at(0);
  if (base.as_map() != nullptr) {
    const document* found = c.at(1).as_string() != nullptr ? base.find(*c.at(1).as_string()) : nullptr;
    return c.give(found == nullptr ? document{} : document{*found});
  }
  const auto n = c.whole(1);
  if (base.as_list() == nullptr || !n)
    return c.give({});
  const auto size = static_cast<int64_t>(base.as_list()->size());
  const int64_t at = *n < 0 ? *n + size : *n;
  return c.give(at < 0 || at >= size ? document{} : document{(*base.as_list())[static_cast<size_t>(at)]});
}

// `count(list)` counts what is true.
std::string count_true(const call& c) {
  const document::list* items = c.items(0);
  if (items == nullptr)
    return c.refuse(0);
  return c.give(document{static_cast<int64_t>(
    std::count_if(items->begin(), items->end(), [](const document& each) { return each.as_bool() != nullptr && *each.as_bool(); }))});
}

// ---- time and encodings --------------------------------------------------------------------------------------------------

std::string moment(const call& c) {
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

std::string encode(const call& c) {
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

std::string describe(const call& c) {
  return c.give(c.name == "type" ? document{expr_type(c.at(0))} : document{as_text(c.at(0))});
}

struct function {
  expr_signature signature;
  std::string (*run)(const call&);  // null: the predicate is not optional
};

constexpr function functions[] = {
  {{"abs", 1, 1}, absolute},
  {{"all", 2, 2, 2}, nullptr},
  {{"any", 2, 2, 2}, nullptr},
  {{"ceil", 1, 1}, rounded},
  {{"concat", 1, any_number}, concat},
  {{"count", 1, 2, 2}, count_true},
  {{"countBy", 2, 2, 2}, nullptr},
  {{"date", 1, 1}, moment},
  {{"duration", 1, 1}, moment},
  {{"filter", 2, 2, 2}, nullptr},
  {{"find", 2, 2, 2}, nullptr},
  {{"findIndex", 2, 2, 2}, nullptr},
  {{"findLast", 2, 2, 2}, nullptr},
  {{"findLastIndex", 2, 2, 2}, nullptr},
  {{"first", 1, 1}, pick},
  {{"flatten", 1, 1}, rearrange},
  {{"float", 1, 1}, to_float},
  {{"floor", 1, 1}, rounded},
  {{"fromBase64", 1, 1}, encode},
  {{"fromJSON", 1, 1}, encode},
  {{"fromPairs", 1, 1}, from_pairs},
  {{"get", 2, 2}, get},
  {{"groupBy", 2, 2, 2}, nullptr},
  {{"hasPrefix", 2, 2}, look_for},
  {{"hasSuffix", 2, 2}, look_for},
  {{"indexOf", 2, 2}, look_for},
  {{"int", 1, 1}, to_whole},
  {{"join", 1, 2}, join},
  {{"keys", 1, 1}, parts_of_map},
  {{"last", 1, 1}, pick},
  {{"lastIndexOf", 2, 2}, look_for},
  {{"len", 1, 1}, length},
  {{"lower", 1, 1}, change_case},
  {{"map", 2, 2, 2}, nullptr},
  {{"max", 1, any_number}, statistic},
  {{"mean", 1, any_number}, statistic},
  {{"median", 1, any_number}, statistic},
  {{"min", 1, any_number}, statistic},
  {{"none", 2, 2, 2}, nullptr},
  {{"now", 0, 0}, moment},
  {{"one", 2, 2, 2}, nullptr},
  {{"reduce", 2, 3, 2}, nullptr},
  {{"repeat", 2, 2}, repeat},
  {{"replace", 3, 3}, replace},
  {{"reverse", 1, 1}, rearrange},
  {{"round", 1, 1}, rounded},
  {{"sort", 1, 2}, rearrange},
  {{"sortBy", 2, 3, 2}, nullptr},
  {{"split", 2, 3}, split},
  {{"splitAfter", 2, 3}, split},
  {{"string", 1, 1}, describe},
  {{"sum", 1, 2, 2}, statistic},
  {{"take", 2, 2}, pick},
  {{"toBase64", 1, 1}, encode},
  {{"toJSON", 1, 1}, encode},
  {{"toPairs", 1, 1}, parts_of_map},
  {{"trim", 1, 2}, trim},
  {{"trimPrefix", 1, 2}, trim},
  {{"trimSuffix", 1, 2}, trim},
  {{"type", 1, 1}, describe},
  {{"uniq", 1, 1}, rearrange},
  {{"upper", 1, 1}, change_case},
  {{"values", 1, 1}, parts_of_map},
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
  return found->run(call{found->signature.name, given, now, result});
}

}  // namespace troupe::runtime::modules
