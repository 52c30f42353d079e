#include "registry/placeholders.hpp"

#include "config/yaml_scalar.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace troupe::registry {

namespace {

struct placeholder {
  std::string name;
  std::optional<std::string> fallback;
};

bool upper_snake(std::string_view name) noexcept {
  return !name.empty()
         && name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
              == std::string_view::npos
         && (name.front() < '0' || name.front() > '9');
}

// What stands between the braces; nothing if it is no placeholder of ours and stays as it is.
std::optional<placeholder> understood(std::string_view inner) {
  constexpr std::string_view prefix = "env:";
  const bool prefixed = inner.starts_with(prefix);
  if (prefixed)
    inner.remove_prefix(prefix.size());
  const size_t bar = inner.find('|');
  placeholder out{std::string{inner.substr(0, bar)}, std::nullopt};
  if (bar != std::string_view::npos)
    out.fallback = inner.substr(bar + 1);
  if (out.name.empty() || (!prefixed && (!out.fallback || !upper_snake(out.name))))
    return std::nullopt;
  return out;
}

// Calls `text(piece)` for literal pieces and `value(placeholder)` for the others, in order.
template <class Text, class Value>
void take_apart(std::string_view whole, const Text& text, const Value& value) {
  size_t from = 0;
  for (size_t at = whole.find("${"); at != std::string_view::npos; at = whole.find("${", at)) {
    if (at > from && whole[at - 1] == '$') {
      text(whole.substr(from, at - 1 - from));
      text("${");
      from = at += 2;
      continue;
    }
    const size_t close = whole.find('}', at);
    if (close == std::string_view::npos)
      break;
    const auto inner = understood(whole.substr(at + 2, close - at - 2));
    if (!inner) {
      at += 2;
      continue;
    }
    if (at > from)
      text(whole.substr(from, at - from));
    value(*inner);
    from = at = close + 1;
  }
  if (from < whole.size())
    text(whole.substr(from));
}

struct filled_text {
  std::string text;
  bool is_one_value = false;  // nothing stands beside the placeholder
};

caf::expected<filled_text> fill(const std::string& whole, const variable_lookup& look_up) {
  std::string out;
  size_t pieces = 0, values = 0;
  caf::error failure;
  take_apart(
    whole,
    [&](std::string_view piece) {
      ++pieces;
      out += piece;
    },
    [&](const placeholder& each) {
      ++pieces;
      ++values;
      if (const auto set = look_up(each.name))
        out += *set;
      else if (each.fallback)
        out += *each.fallback;
      else
        failure = make_error(errc::not_found, fmt::format("variable {} is not set", each.name));
    });
  if (failure)
    return failure;
  return filled_text{std::move(out), pieces == 1 && values == 1};
}

caf::expected<document> resolved_text(const std::string& whole, const variable_lookup& look_up) {
  auto filled = fill(whole, look_up);
  if (!filled)
    return filled.error();
  document typed = filled->is_one_value ? resolve_plain_scalar(filled->text) : document{};
  return typed.is_bool() || typed.is_number() ? typed : document{std::move(filled->text)};
}

}  // namespace

caf::expected<document> resolve_placeholders(const document& tree, const variable_lookup& look_up) {
  if (!has_placeholders(tree))
    return tree;
  document out = tree;
  if (const std::string* text = tree.as_string()) {
    auto resolved = resolved_text(*text, look_up);
    if (!resolved)
      return resolved.error();
    out = std::move(*resolved);
    out.mark(tree.mark());
  }
  caf::error failure;
  const auto resolve = [&](document& part) {
    auto resolved = resolve_placeholders(part, look_up);
    if (resolved)
      part = std::move(*resolved);
    else if (!failure)
      failure = resolved.error();
  };
  if (document::list* items = out.as_list())
    for (document& item : *items)
      resolve(item);
  if (document::map* members = out.as_map())
    for (auto& [key, value] : *members)
      resolve(value);
  if (failure)
    return failure;
  return out;
}

caf::expected<std::string> fill_placeholders(const std::string& text, const variable_lookup& look_up) {
  auto filled = fill(text, look_up);
  if (!filled)
    return filled.error();
  return std::move(filled->text);
}

std::vector<std::string> placeholder_names(std::string_view text) {
  std::vector<std::string> names;
  take_apart(text, [](std::string_view) {}, [&](const placeholder& each) { names.push_back(each.name); });
  return names;
}

bool has_placeholders(const document& tree) {
  if (const std::string* text = tree.as_string())
    return text->find("${") != std::string::npos;
  if (const document::list* items = tree.as_list())
    return std::any_of(items->begin(), items->end(), has_placeholders);
  const document::map* members = tree.as_map();
  return members != nullptr
         && std::any_of(members->begin(), members->end(),
                        [](const auto& member) { return has_placeholders(member.second); });
}

void apply_env_fields(document& tree, const variable_lookup& look_up,
                      const std::vector<std::string_view>& numeric_fields) {
  constexpr std::string_view suffix = "_env";
  std::vector<std::pair<std::string, std::string>> found;
  if (document::list* items = tree.as_list())
    for (document& item : *items)
      apply_env_fields(item, look_up, numeric_fields);
  if (document::map* members = tree.as_map())
    for (auto& [key, value] : *members) {
      apply_env_fields(value, look_up, numeric_fields);
      const std::string* name = value.as_string();
      if (name == nullptr || name->empty() || !key.ends_with(suffix) || key.size() == suffix.size())
        continue;
      if (auto set = look_up(*name); set && !set->empty())
        found.emplace_back(key.substr(0, key.size() - suffix.size()), std::move(*set));
    }
  for (auto& [field, text] : found) {
    const bool numeric =
      std::find(numeric_fields.begin(), numeric_fields.end(), field) != numeric_fields.end();
    document typed = numeric ? resolve_plain_scalar(text) : document{};
    tree.set(field, typed.is_number() ? std::move(typed) : document{std::move(text)});
  }
}

}  // namespace troupe::registry
