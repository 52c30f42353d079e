#include "config/config_layers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace troupe {

namespace {

bool is_list_change(std::string_view key) {
  constexpr std::string_view changes[] = {"disable.entries.add", "disable.entries.remove", "disable.namespaces.add", "disable.namespaces.remove"};
  return std::find(std::begin(changes), std::end(changes), key) != std::end(changes);
}

// `disable.namespaces.add` and its like change the list that the layers below have left, and are no settings themselves.
void change_list(flat_settings& out, std::string_view key, const document& value) {
  const auto items_of = [](const document& node) {
    if (const document::list* items = node.as_list())
      return *items;
    return node.is_null() || node.is_map() ? document::list{} : document::list{node};
  };
  const size_t dot = key.rfind('.');
  const std::string list_key{key.substr(0, dot)};
  const auto before = out.find(list_key);
  document::list list = before == out.end() ? document::list{} : items_of(before->second);
  const bool adds = key.substr(dot) == ".add";
  for (const document& each : items_of(value)) {
    const auto same = [&](const document& item) { return item.scalar_text() == each.scalar_text(); };
    if (!adds)
      std::erase_if(list, same);
    else if (std::none_of(list.begin(), list.end(), same))
      list.push_back(each);
  }
  document made{std::move(list)};
  made.mark(value.mark());
  out.insert_or_assign(list_key, std::move(made));
}

void put(flat_settings& out, const std::string& key, const document& value) {
  if (is_list_change(key))
    return change_list(out, key, value);
  // A profile's waits beside the list that the same profile may set, until the profile is chosen.
  constexpr std::string_view profiles = "profiles.";
  if (key.starts_with(profiles))
    if (const size_t dot = key.find('.', profiles.size()); dot != std::string::npos && is_list_change(std::string_view{key}.substr(dot + 1))) {
      out.insert_or_assign(key, value);
      return;
    }
  // What stood at an outer key, `a` for `a.b`, is no map and gives way.
  for (size_t dot = key.find('.'); dot != std::string::npos; dot = key.find('.', dot + 1))
    if (const auto outer = out.find(std::string_view{key}.substr(0, dot)); outer != out.end())
      out.erase(outer);
  // And so do inner keys, unless the new value says nothing about them.
  const bool empty_map = value.is_map() && value.as_map()->empty();
  const auto inner_begin = out.lower_bound(key + '.');
  const auto inner_end = out.lower_bound(key + '/');  // the character after the dot
  if (empty_map && inner_begin != inner_end)
    return;
  out.erase(inner_begin, inner_end);
  out.insert_or_assign(key, value);
}

std::optional<int64_t> decimal_integer(std::string_view text) {
  int64_t value = 0;
  std::string_view digits = text;
  if (digits.starts_with('+'))
    digits.remove_prefix(1);
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (digits.empty() || problem != std::errc{} || end != digits.data() + digits.size())
    return std::nullopt;
  return value;
}

std::optional<double> decimal_number(std::string_view text) {
  if (text.find_first_not_of("+-0123456789.eE") != std::string_view::npos)
    return std::nullopt;
  if (text.starts_with('+'))
    text.remove_prefix(1);
  double value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || problem != std::errc{} || end != text.data() + text.size())
    return std::nullopt;
  return value;
}

document set_value(std::string_view text) {
  if (text == "true" || text == "false")
    return text == "true";
  if (const auto integer = decimal_integer(text))
    return *integer;
  if (const auto number = decimal_number(text))
    return *number;
  return text;
}

document override_value(std::string_view text) {
  std::string lower{text};
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (lower == "true" || lower == "false")
    return lower == "true";
  if (const auto integer = decimal_integer(text); integer && std::to_string(*integer) == text)
    return *integer;
  if (text.find_first_of(".eE") != std::string_view::npos)
    if (const auto number = decimal_number(text))
      return *number;
  return text;
}

document substituted(const std::string& text, const document& variables) {
  std::string out;
  size_t from = 0;
  for (;;) {
    const size_t open = text.find("${", from);
    const size_t close = open == std::string::npos ? open : text.find('}', open);
    if (close == std::string::npos)
      break;
    const std::string_view name = std::string_view{text}.substr(open + 2, close - open - 2);
    const document* value = variables.find(name);
    if (value == nullptr) {
      out.append(text, from, open + 2 - from);
      from = open + 2;
      continue;
    }
    if (open == 0 && close + 1 == text.size())
      return *value;
    out.append(text, from, open - from);
    out += value->scalar_text();
    from = close + 1;
  }
  out.append(text, from);
  return out;
}

}  // namespace

void flatten_into(flat_settings& out, const document& tree, std::string_view prefix) {
  const document::map* members = tree.as_map();
  if (members == nullptr)
    return;
  for (const auto& [name, value] : *members) {
    const std::string key = prefix.empty() ? name : fmt::format("{}.{}", prefix, name);
    if (value.is_map() && !value.as_map()->empty())
      flatten_into(out, value, key);
    else
      put(out, key, value);
  }
}

void substitute_variables(document& tree, const document& variables) {
  if (const std::string* text = tree.as_string()) {
    if (text->find("${") == std::string::npos)
      return;
    source_mark where = tree.mark();
    tree = substituted(*text, variables);
    tree.mark(std::move(where));
  } else if (document::list* items = tree.as_list()) {
    for (document& item : *items)
      substitute_variables(item, variables);
  } else if (document::map* members = tree.as_map()) {
    for (auto& [key, value] : *members)
      substitute_variables(value, variables);
  }
}

caf::expected<std::pair<std::string, document>> parse_set_flag(std::string_view flag) {
  const size_t equals = flag.find('=');
  if (equals == std::string_view::npos)
    return make_error(errc::invalid,
                      fmt::format("invalid --set \"{}\": expected section.path=value", flag));
  std::string key{flag.substr(0, equals)};
  if (key.find('.') == std::string::npos)
    return make_error(
      errc::invalid,
      fmt::format("invalid --set \"{}\": key must be section.path (e.g. cluster.enabled)", flag));
  return std::pair{std::move(key), set_value(flag.substr(equals + 1))};
}

caf::expected<std::vector<std::pair<std::string, document>>> parse_override_flag(
  std::string_view flag) {
  std::vector<std::pair<std::string, document>> out;
  while (!flag.empty()) {
    const size_t comma = std::min(flag.find(','), flag.size());
    const std::string_view one = flag.substr(0, comma);
    flag.remove_prefix(std::min(comma + 1, flag.size()));
    if (one.empty())
      continue;
    const size_t equals = one.find('=');
    if (equals == std::string_view::npos)
      return make_error(errc::invalid,
                        fmt::format("invalid override \"{}\": expected ns:name:path=value", one));
    out.emplace_back(std::string{one.substr(0, equals)}, override_value(one.substr(equals + 1)));
  }
  return out;
}

}  // namespace troupe
