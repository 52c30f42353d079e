#include "registry/version_constraint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace troupe::registry {

namespace {

std::optional<uint64_t> number_in(std::string_view text) {
  uint64_t value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || problem != std::errc{} || end != text.data() + text.size())
    return std::nullopt;
  return value;
}

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> out;
  while (true) {
    const size_t end = text.find(at);
    out.push_back(text.substr(0, end));
    if (end == std::string_view::npos)
      return out;
    text.remove_prefix(end + 1);
  }
}

// `1.2.3-rc.1+build` without its leading v and what it was built from.
std::string_view core_of(std::string_view text) {
  if (text.starts_with('v'))
    text.remove_prefix(1);
  return text.substr(0, text.find('+'));
}

// How many of the three numbers are written.
size_t parts_of(std::string_view text) {
  const std::string_view core = core_of(text);
  return split(core.substr(0, core.find('-')), '.').size();
}

// Numbers come before words and by value.
std::strong_ordering compare(const std::string& a, const std::string& b) {
  const auto left = number_in(a), right = number_in(b);
  if (left && right)
    return *left <=> *right;
  if (left || right)
    return left ? std::strong_ordering::less : std::strong_ordering::greater;
  return a.compare(b) <=> 0;
}

// The first version that `^` and `~` no longer allow: the number at `place` counts one up, what follows starts anew.
semantic_version next_at(const semantic_version& from, size_t place) {
  semantic_version out;
  std::copy_n(from.numbers.begin(), place + 1, out.numbers.begin());
  ++out.numbers[place];
  out.pre = {"0"};  // nor its pre-releases
  return out;
}

// `^` keeps the first number that is not 0; of `^0.0` the last that is written.
size_t caret_place(const semantic_version& from, size_t parts) {
  for (size_t i = 0; i < parts; ++i)
    if (from.numbers[i] != 0)
      return i;
  return parts - 1;
}

}  // namespace

std::optional<semantic_version> semantic_version::parse(std::string_view text) {
  const std::string_view core = core_of(text);
  const size_t dash = core.find('-');
  const auto numbers = split(core.substr(0, dash), '.');
  semantic_version out;
  if (numbers.size() > out.numbers.size())
    return std::nullopt;
  for (size_t i = 0; i < numbers.size(); ++i) {
    const auto value = number_in(numbers[i]);
    if (!value)
      return std::nullopt;
    out.numbers[i] = *value;
  }
  if (dash == std::string_view::npos)
    return out;
  for (const std::string_view each : split(core.substr(dash + 1), '.')) {
    if (each.empty())
      return std::nullopt;
    out.pre.emplace_back(each);
  }
  return out;
}

std::strong_ordering operator<=>(const semantic_version& a, const semantic_version& b) noexcept {
  if (const auto order = a.numbers <=> b.numbers; order != 0)
    return order;
  if (a.pre.empty() || b.pre.empty())
    return b.pre.size() <=> a.pre.size();
  for (size_t i = 0; i < std::min(a.pre.size(), b.pre.size()); ++i)
    if (const auto order = compare(a.pre[i], b.pre[i]); order != 0)
      return order;
  return a.pre.size() <=> b.pre.size();
}

bool version_constraint::add(std::string_view comparison, std::string_view version) {
  const auto limit = semantic_version::parse(version);
  if (!limit)
    return false;
  using side = bound::side;
  const size_t parts = parts_of(version);
  if (comparison == ">=")
    bounds_.push_back({side::least, *limit});
  else if (comparison == ">")
    bounds_.push_back({side::above, *limit});
  else if (comparison == "<=")
    bounds_.push_back({side::most, *limit});
  else if (comparison == "<")
    bounds_.push_back({side::below, *limit});
  else if (comparison == "^" || comparison == "~") {
    const size_t place = comparison == "^" ? caret_place(*limit, parts) : std::min<size_t>(parts - 1, 1);
    bounds_.push_back({side::least, *limit});
    bounds_.push_back({side::below, next_at(*limit, place)});
  } else if (comparison.empty() || comparison == "=") {
    bounds_.push_back({side::least, *limit});
    bounds_.push_back({side::most, *limit});
  } else {
    return false;
  }
  return true;
}

caf::expected<version_constraint> version_constraint::parse(std::string_view text) {
  version_constraint out;
  std::string_view rest = text;
  const auto skip_blanks = [&] { rest.remove_prefix(std::min(rest.find_first_not_of(" ,"), rest.size())); };
  for (skip_blanks(); !rest.empty(); skip_blanks()) {
    const std::string_view comparison = rest.substr(0, std::min(rest.find_first_not_of("<>=^~"), rest.size()));
    rest.remove_prefix(comparison.size());
    skip_blanks();
    const std::string_view version = rest.substr(0, std::min(rest.find_first_of(" ,"), rest.size()));
    rest.remove_prefix(version.size());
    if (comparison.empty() && version == "*")
      continue;
    if (!out.add(comparison, version))
      return make_error(errc::invalid, fmt::format("\"{}\" is no version constraint (write it like \"^1.2\", \">=1.2 <2\", \"1.2.3\" or \"*\")", text));
  }
  return out;
}

bool version_constraint::allows(const semantic_version& candidate) const noexcept {
  return std::all_of(bounds_.begin(), bounds_.end(), [&](const bound& each) {
    switch (each.which) {
      case bound::side::least: return candidate >= each.limit;
      case bound::side::above: return candidate > each.limit;
      case bound::side::most: return candidate <= each.limit;
      case bound::side::below: break;
    }
    return candidate < each.limit;
  });
}

}  // namespace troupe::registry
