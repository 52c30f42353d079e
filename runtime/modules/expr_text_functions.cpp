#include "config/document_text.hpp"
#include "config/limits.hpp"
#include "runtime/modules/expr_call.hpp"

#include <algorithm>

namespace troupe::runtime::modules {

std::string expr_text_of(const document& value) {
  return value.is_list() || value.is_map() ? to_json(value) : value.is_null() ? "nil" : value.scalar_text();
}

std::string expr_change_case(const expr_call& c) {
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

std::string expr_trim(const expr_call& c) {
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

std::string expr_split(const expr_call& c) {
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

std::string expr_join(const expr_call& c) {
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

std::string expr_replace(const expr_call& c) {
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

std::string expr_repeat(const expr_call& c) {
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

std::string expr_look_for(const expr_call& c) {
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

}  // namespace troupe::runtime::modules
