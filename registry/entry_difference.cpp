#include "registry/entry_difference.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace troupe::registry {

namespace {

constexpr size_t shown_max = 60;  // characters of one value
constexpr std::string_view mask = "******";

std::string lower(std::string_view text) {
  std::string made{text};
  std::transform(made.begin(), made.end(), made.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return made;
}

// Cuts between characters of UTF-8.
std::string shortened(std::string_view text) {
  if (text.size() <= shown_max)
    return std::string{text};
  size_t end = shown_max - 3;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
    --end;
  return std::string{text.substr(0, end)} + "...";
}

std::string in_quotes(std::string_view text) {
  std::string made{"\""};
  for (const char c : shortened(text))
    if (c == '\n')
      made += "\\n";
    else if (c == '\t')
      made += "\\t";
    else
      made += static_cast<unsigned char>(c) < 0x20 ? '?' : c;
  return made + "\"";
}

// scheme://user:password@host with the password masked.
std::string without_password(const std::string& text) {
  const size_t scheme = text.find("://");
  if (scheme == std::string::npos)
    return text;
  const size_t host = text.find('@', scheme);
  const size_t colon = text.find(':', scheme + 3);
  if (host == std::string::npos || colon == std::string::npos || colon > host)
    return text;
  return text.substr(0, colon + 1) + std::string{mask} + text.substr(host);
}

std::string shown(const document& value) {
  if (const document::list* items = value.as_list())
    return items->empty() ? "[]" : "a list of " + std::to_string(items->size());
  if (const document::map* members = value.as_map())
    return members->empty() ? "{}" : "a map of " + std::to_string(members->size());
  if (const std::string* text = value.as_string())
    return in_quotes(without_password(*text));
  return value.is_null() ? "null" : value.scalar_text();
}

// The line that holds position `at`, or nothing if the text ends before.
std::string line_at(std::string_view text, size_t at, size_t number) {
  if (at >= text.size())
    return "no line " + std::to_string(number);
  const std::string_view line = text.substr(at, text.find('\n', at) - at);
  return "line " + std::to_string(number) + " " + in_quotes(without_password(std::string{line}));
}

class comparison {
public:
  // `secret`: everything below is masked.
  void compare(const std::string& path, const document& before, const document& after, bool secret) {
    if (before == after)
      return;
    const document::map* old = before.as_map();
    const document::map* made = after.as_map();
    if (old != nullptr && made != nullptr)
      return compare_members(path, before, after, secret);
    const std::string* text = before.as_string();
    const std::string* other = after.as_string();
    if (text != nullptr && other != nullptr && !secret
        && (text->find('\n') != std::string::npos || other->find('\n') != std::string::npos))
      return compare_lines(path, *text, *other);
    if (text != nullptr && other != nullptr && !secret && std::max(text->size(), other->size()) > shown_max)
      return compare_texts(path, without_password(*text), without_password(*other));
    found.push_back({path, secret ? std::string{mask} : shown(before), secret ? std::string{mask} : shown(after)});
  }

  std::vector<field_change> found;

private:
  void compare_members(const std::string& path, const document& before, const document& after, bool secret) {
    const std::string prefix = path.empty() ? "" : path + ".";
    for (const auto& [name, value] : *before.as_map()) {
      const bool hidden = secret || names_a_secret(name);
      if (const document* now = after.find(name))
        compare(prefix + name, value, *now, hidden);
      else
        found.push_back({prefix + name, hidden ? std::string{mask} : shown(value), ""});
    }
    for (const auto& [name, value] : *after.as_map())
      if (before.find(name) == nullptr)
        found.push_back({prefix + name, "", secret || names_a_secret(name) ? std::string{mask} : shown(value)});
  }

  // Long ones from a little before they part.
  void compare_texts(const std::string& path, std::string_view before, std::string_view after) {
    constexpr size_t lead = 20;
    const auto ends = std::mismatch(before.begin(), before.end(), after.begin(), after.end());
    size_t start = static_cast<size_t>(ends.first - before.begin());
    start = start > lead ? start - lead : 0;
    while (start > 0 && (static_cast<unsigned char>(before[start]) & 0xC0) == 0x80)
      --start;
    const std::string dots = start > 0 ? "..." : "";
    found.push_back({path, in_quotes(dots + std::string{before.substr(start)}), in_quotes(dots + std::string{after.substr(start)})});
  }

  void compare_lines(const std::string& path, std::string_view before, std::string_view after) {
    const auto ends = std::mismatch(before.begin(), before.end(), after.begin(), after.end());
    const std::string_view common = before.substr(0, static_cast<size_t>(ends.first - before.begin()));
    const size_t start = common.rfind('\n') + 1;  // npos + 1 is 0
    const size_t number = static_cast<size_t>(std::count(common.begin(), common.end(), '\n')) + 1;
    found.push_back({path, line_at(before, start, number), line_at(after, start, number)});
  }
};

}  // namespace

bool names_a_secret(std::string_view name) {
  static constexpr std::array<std::string_view, 10> words{"password", "passwd", "secret", "token", "api_key",
                                                          "apikey", "private_key", "credential", "passphrase", "token_key"};
  const std::string small = lower(name);
  // `password_env` names a variable, `token_length` is a figure.
  for (const std::string_view harmless : {"_env", "_file", "_length", "_expiration", "_id", "_store"})
    if (small.ends_with(harmless))
      return false;
  return std::any_of(words.begin(), words.end(), [&](std::string_view each) { return small.find(each) != std::string::npos; })
         || small == "key" || small == "cert";
}

std::vector<field_change> field_changes(const entry& before, const entry& after) {
  comparison compared;
  if (before.kind != after.kind)
    compared.found.push_back({"kind", before.kind, after.kind});
  compared.compare("meta", before.meta, after.meta, false);
  // A variable of the environment: its name tells what its default is.
  const bool secret = after.kind.starts_with("env.") && (names_a_secret(after.id.name) || names_a_secret(string_field(after, "variable")));
  const document none{document::map{}};
  compared.compare("", before.data.is_null() ? none : before.data, after.data.is_null() ? none : after.data, secret);
  return std::move(compared.found);
}

}  // namespace troupe::registry
