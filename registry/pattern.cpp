#include "registry/pattern.hpp"

namespace troupe::registry {

namespace {

// `a` and the rest of `a.b.c`; the rest is empty after the last segment.
std::string_view take_segment(std::string_view& text) noexcept {
  size_t depth = 0;  // dots within a choice do not divide
  size_t end = 0;
  for (; end < text.size(); ++end) {
    if (text[end] == '(')
      ++depth;
    else if (text[end] == ')' && depth > 0)
      --depth;
    else if (text[end] == '.' && depth == 0)
      break;
  }
  const std::string_view segment = text.substr(0, end);
  text.remove_prefix(end == text.size() ? end : end + 1);
  return segment;
}

bool segment_matches(std::string_view pattern, std::string_view text);

// Tries every alternative of the choice at the front of `pattern`.
bool choice_matches(std::string_view pattern, std::string_view text) {
  const size_t close = pattern.find(')');
  if (close == std::string_view::npos)
    return pattern == text;
  std::string_view choices = pattern.substr(1, close - 1);
  const std::string_view rest = pattern.substr(close + 1);
  for (;;) {
    const size_t bar = choices.find('|');
    const std::string_view choice = choices.substr(0, bar);
    if (text.starts_with(choice) && segment_matches(rest, text.substr(choice.size())))
      return true;
    if (bar == std::string_view::npos)
      return false;
    choices.remove_prefix(bar + 1);
  }
}

bool segment_matches(std::string_view pattern, std::string_view text) {
  while (!pattern.empty()) {
    if (pattern.front() == '(')
      return choice_matches(pattern, text);
    if (pattern.front() == '*') {
      for (size_t i = 0; i <= text.size(); ++i)
        if (segment_matches(pattern.substr(1), text.substr(i)))
          return true;
      return false;
    }
    if (text.empty() || text.front() != pattern.front())
      return false;
    pattern.remove_prefix(1);
    text.remove_prefix(1);
  }
  return text.empty();
}

bool rest_matches(std::string_view pattern, std::string_view name) {
  if (pattern.empty())
    return name.empty();
  std::string_view after = pattern;
  const std::string_view segment = take_segment(after);
  if (segment == "**") {
    for (;;) {
      if (rest_matches(after, name))
        return true;
      if (name.empty())
        return false;
      take_segment(name);
    }
  }
  if (name.empty())
    return false;
  const std::string_view part = take_segment(name);
  return segment_matches(segment, part) && rest_matches(after, name);
}

}  // namespace

bool pattern_matches(std::string_view pattern, std::string_view name) {
  return rest_matches(pattern, name);
}

bool glob_matches(std::string_view glob, std::string_view text) noexcept {
  // Remembers the last `*`; on a mismatch that star takes one character more.
  size_t g = 0, t = 0, star = std::string_view::npos, taken = 0;
  while (t < text.size()) {
    if (g < glob.size() && glob[g] == '*') {
      star = g++;
      taken = t;
    } else if (g < glob.size() && (glob[g] == '?' || glob[g] == text[t])) {
      ++g;
      ++t;
    } else if (star != std::string_view::npos) {
      g = star + 1;
      t = ++taken;
    } else {
      return false;
    }
  }
  while (g < glob.size() && glob[g] == '*')
    ++g;
  return g == glob.size();
}

}  // namespace troupe::registry
