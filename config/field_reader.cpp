#include "config/field_reader.hpp"

#include "config/duration.hpp"
#include "config/size.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace troupe {

namespace {

bool blank(std::string_view text) noexcept {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

// An empty table of a program, which does not say whether it is a list or a map.
bool is_empty_table(const document& got) noexcept {
  return (got.is_list() && got.as_list()->empty()) || (got.is_map() && got.as_map()->empty());
}

// What was found, short enough for a message.
std::string description(const document& got) {
  constexpr size_t shown_max = 40;
  if (got.is_list() || got.is_map())
    return fmt::format("a {}", got.type_name());
  std::string text = got.scalar_text();
  if (text.size() > shown_max)
    text = text.substr(0, shown_max) + "...";
  return got.is_string() ? fmt::format("string \"{}\"", text)
                         : fmt::format("{} {}", got.type_name(), text);
}

// A whole number, also one written `3.0`.
std::optional<int64_t> whole_number(const document& got) {
  if (const int64_t* i = got.as_integer())
    return *i;
  const double* d = got.as_double();
  if (d != nullptr && std::trunc(*d) == *d && std::abs(*d) < 9e15)
    return static_cast<int64_t>(*d);
  return std::nullopt;
}

}  // namespace

field_reader::field_reader(const document& fields, source_mark place, entry_id subject,
                           diagnostics& findings, std::string prefix)
    : fields_(fields),
      place_(fields.mark().file ? fields.mark() : std::move(place)),
      subject_(std::move(subject)),
      findings_(findings),
      prefix_(std::move(prefix)) {}

const document* field_reader::node(std::string_view field) const noexcept {
  return find_path(fields_, field);
}

std::string field_reader::string(std::string_view field, std::string_view fallback) {
  const document* got = node(field);
  if (got == nullptr)
    return std::string{fallback};
  if (const std::string* text = got->as_string())
    return *text;
  const std::string written = got->scalar_text();
  expected(field, "a string", *got, written.empty() ? "" : fmt::format("write \"{}\"", written));
  return std::string{fallback};
}

int64_t field_reader::integer(std::string_view field, int64_t fallback, integer_bounds bounds) {
  const document* got = node(field);
  if (got == nullptr)
    return fallback;
  const auto value = whole_number(*got);
  if (!value) {
    const std::string* text = got->as_string();
    const bool quoted = text != nullptr && !text->empty()
                        && text->find_first_not_of("0123456789") == std::string::npos;
    expected(field, "an integer", *got,
             quoted ? fmt::format("write {} without quotes", *text) : "");
    return fallback;
  }
  if (*value < bounds.least && !bounds.least_text.empty()) {
    error(field, fmt::format("{}, got {}", bounds.least_text, description(*got)));
    return fallback;
  }
  if (*value < bounds.least || *value > bounds.most) {
    const bool open = bounds.most == integer_bounds{}.most;
    expected(field,
             open ? fmt::format("at least {}", bounds.least)
                  : fmt::format("{} to {}", bounds.least, bounds.most),
             *got);
    return fallback;
  }
  return *value;
}

double field_reader::number(std::string_view field, double fallback) {
  const document* got = node(field);
  if (got == nullptr)
    return fallback;
  if (const int64_t* i = got->as_integer())
    return static_cast<double>(*i);
  if (const double* d = got->as_double())
    return *d;
  expected(field, "a number", *got);
  return fallback;
}

bool field_reader::boolean(std::string_view field, bool fallback) {
  const document* got = node(field);
  if (got == nullptr)
    return fallback;
  if (const bool* value = got->as_bool())
    return *value;
  const std::string* text = got->as_string();
  std::string remedy;
  if (text != nullptr) {
    std::string lower = *text;
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (lower == "yes" || lower == "on" || lower == "true" || lower == "y")
      remedy = "write true";
    if (lower == "no" || lower == "off" || lower == "false" || lower == "n")
      remedy = "write false";
  }
  expected(field, "true or false", *got, std::move(remedy));
  return fallback;
}

std::chrono::nanoseconds field_reader::duration(std::string_view field,
                                                std::chrono::nanoseconds fallback) {
  const document* got = node(field);
  if (got == nullptr)
    return fallback;
  if (const std::string* text = got->as_string()) {
    if (const auto span = parse_duration(*text))
      return *span;
  } else if (whole_number(*got) == 0) {
    return std::chrono::nanoseconds{0};
  }
  expected(field, "a duration such as 500ms or 10s", *got,
           got->is_number() ? fmt::format("write {}s", got->scalar_text()) : "");
  return fallback;
}

uint64_t field_reader::bytes(std::string_view field, uint64_t fallback) {
  const document* got = node(field);
  if (got == nullptr)
    return fallback;
  const auto plain = whole_number(*got);
  if (plain && *plain >= 0)
    return static_cast<uint64_t>(*plain);
  if (const std::string* text = got->as_string())
    if (const auto size = parse_size(*text))
      return *size;
  expected(field, "a size such as 256M or 1G", *got);
  return fallback;
}

std::string field_reader::scalar(std::string_view field, std::string_view fallback) {
  const document* got = node(field);
  if (got == nullptr)
    return std::string{fallback};
  if (!got->is_list() && !got->is_map())
    return got->scalar_text();
  expected(field, "a single value", *got);
  return std::string{fallback};
}

std::string field_reader::choice(std::string_view field, const std::vector<std::string>& allowed,
                                 std::string_view fallback) {
  const document* got = node(field);
  if (got == nullptr)
    return std::string{fallback};
  const std::string* text = got->as_string();
  if (text != nullptr && std::find(allowed.begin(), allowed.end(), *text) != allowed.end())
    return *text;
  std::string words;
  for (size_t i = 0; i < allowed.size(); ++i)
    words += fmt::format("{}\"{}\"",
                         i == 0                    ? ""
                         : i + 1 == allowed.size() ? " or "
                                                   : ", ",
                         allowed[i]);
  std::string remedy;
  if (text != nullptr) {
    const std::vector<std::string_view> known(allowed.begin(), allowed.end());
    if (const std::string_view near = nearest_name(*text, known); !near.empty())
      remedy = fmt::format("did you mean \"{}\"?", near);
  }
  expected(field, words, *got, std::move(remedy));
  return std::string{fallback};
}

std::vector<std::string> field_reader::strings_of(std::string_view field, const document& list) {
  std::vector<std::string> out;
  const document::list& items = *list.as_list();
  for (size_t i = 0; i < items.size(); ++i) {
    if (const std::string* text = items[i].as_string()) {
      out.push_back(*text);
      continue;
    }
    expected(fmt::format("{}[{}]", field, i), "a string", items[i]);
  }
  return out;
}

std::vector<std::string> field_reader::strings(std::string_view field) {
  const document* got = node(field);
  if (got == nullptr)
    return {};
  if (got->is_list())
    return strings_of(field, *got);
  if (is_empty_table(*got))
    return {};
  const std::string* text = got->as_string();
  expected(field, "a list of strings", *got,
           text != nullptr ? fmt::format("write [{}]", *text) : "");
  return {};
}

std::vector<std::string> field_reader::string_or_strings(std::string_view field) {
  const document* got = node(field);
  if (got == nullptr)
    return {};
  if (const std::string* text = got->as_string())
    return {*text};
  if (got->is_list())
    return strings_of(field, *got);
  if (is_empty_table(*got))
    return {};
  expected(field, "a string or a list of strings", *got);
  return {};
}

const document* field_reader::map(std::string_view field, std::string remedy) {
  const document* got = node(field);
  static const document none{document::map{}};
  if (got == nullptr || got->is_map())
    return got;
  if (is_empty_table(*got))
    return &none;
  expected(field, "a map", *got, std::move(remedy));
  return nullptr;
}

const document* field_reader::list(std::string_view field) {
  const document* got = node(field);
  static const document none{document::list{}};
  if (got == nullptr || got->is_list())
    return got;
  if (is_empty_table(*got))
    return &none;
  expected(field, "a list", *got);
  return nullptr;
}

bool field_reader::require(std::string_view field) {
  const document* got = node(field);
  const std::string* text = got == nullptr ? nullptr : got->as_string();
  if (got != nullptr && (text == nullptr || !blank(*text)))
    return true;
  findings_.error(got == nullptr ? place_ : place_of(field), subject_,
                  got == nullptr ? fmt::format("missing field \"{}{}\"", prefix_, field)
                                 : fmt::format("field \"{}{}\" is empty", prefix_, field));
  return false;
}

void field_reader::known_members(std::string_view field, const std::vector<std::string_view>& known) {
  const document* given = node(field);
  const document::map* members = given == nullptr ? nullptr : given->as_map();
  if (members == nullptr)
    return;
  for (const auto& [name, value] : *members) {
    if (std::find(known.begin(), known.end(), name) != known.end())
      continue;
    const std::string_view near = nearest_name(name, known);
    std::string names;
    for (const std::string_view each : known)
      names.append(names.empty() ? "known are " : ", ").append(each);
    const source_mark& written = value.mark();
    findings_.warn(written.file ? written : place_of(field), subject_,
                   fmt::format("field \"{}{}.{}\" is not known and has no effect", prefix_, field, name),
                   near.empty() ? names : did_you_mean(near));
  }
}

void field_reader::error(std::string_view field, std::string message, std::string remedy) {
  findings_.error(place_of(field), subject_,
                  fmt::format("field \"{}{}\": {}", prefix_, field, message), std::move(remedy));
}

void field_reader::warn(std::string_view field, std::string message, std::string remedy) {
  findings_.warn(place_of(field), subject_,
                 fmt::format("field \"{}{}\": {}", prefix_, field, message), std::move(remedy));
}

source_mark field_reader::place_of(std::string_view field) const {
  const document* got = node(field);
  return got != nullptr && got->mark().file ? got->mark() : place_;
}

void field_reader::expected(std::string_view field, std::string_view what, const document& got,
                            std::string remedy) {
  findings_.error(
    got.mark().file ? got.mark() : place_, subject_,
    fmt::format("field \"{}{}\": expected {}, got {}", prefix_, field, what, description(got)),
    std::move(remedy));
}

}  // namespace troupe
