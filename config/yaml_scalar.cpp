#include "config/yaml_scalar.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <limits>
#include <optional>
#include <string>

namespace troupe {

namespace {

bool digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

std::optional<int64_t> whole(std::string_view digits, int base, bool negative) {
  if (digits.empty())
    return std::nullopt;
  uint64_t magnitude = 0;
  const auto [end, problem] =
    std::from_chars(digits.data(), digits.data() + digits.size(), magnitude, base);
  if (problem != std::errc{} || end != digits.data() + digits.size())
    return std::nullopt;
  constexpr uint64_t most = std::numeric_limits<int64_t>::max();
  if (magnitude > most + (negative ? 1 : 0))
    return std::nullopt;
  return negative ? static_cast<int64_t>(~magnitude + 1) : static_cast<int64_t>(magnitude);
}

std::optional<int64_t> integer(std::string_view text) {
  const bool negative = text.front() == '-';
  if (negative || text.front() == '+')
    text.remove_prefix(1);
  if (text.size() > 1 && text[0] == '0') {
    switch (text[1]) {
      case 'x':
      case 'X': return whole(text.substr(2), 16, negative);
      case 'o':
      case 'O': return whole(text.substr(2), 8, negative);
      case 'b':
      case 'B': return whole(text.substr(2), 2, negative);
      default:
        if (const auto octal = whole(text, 8, negative))
          return octal;
    }
  }
  return whole(text, 10, negative);
}

// [-+]? ( digits [. digits] | . digits ) ( [eE] [-+]? digits )?
bool number_shaped(std::string_view text) noexcept {
  size_t i = text.front() == '-' || text.front() == '+' ? 1 : 0;
  const auto digits = [&] {
    const size_t from = i;
    while (i < text.size() && digit(text[i]))
      ++i;
    return i > from;
  };
  const bool whole_part = digits();
  bool fraction = false;
  if (i < text.size() && text[i] == '.') {
    ++i;
    fraction = digits();
  }
  if (!whole_part && !fraction)
    return false;
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    ++i;
    if (i < text.size() && (text[i] == '-' || text[i] == '+'))
      ++i;
    if (!digits())
      return false;
  }
  return i == text.size();
}

std::optional<double> special_number(std::string_view text) {
  const bool negative = text.front() == '-';
  std::string_view name = text;
  if (negative || text.front() == '+')
    name.remove_prefix(1);
  if (name == ".inf" || name == ".Inf" || name == ".INF")
    return negative ? -HUGE_VAL : HUGE_VAL;
  if (text == ".nan" || text == ".NaN" || text == ".NAN")
    return std::numeric_limits<double>::quiet_NaN();
  return std::nullopt;
}

std::optional<double> number(std::string_view text) {
  if (!number_shaped(text))
    return std::nullopt;
  if (text.front() == '+')
    text.remove_prefix(1);
  double value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem == std::errc::result_out_of_range)  // from_chars leaves the value alone
    return std::strtod(std::string{text}.c_str(), nullptr);
  return problem == std::errc{} ? std::optional{value} : std::nullopt;
}

}  // namespace

document resolve_plain_scalar(std::string_view text) {
  if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL")
    return {};
  if (text == "true")
    return true;
  if (text == "false")
    return false;
  const char first = text.front();
  if (!digit(first) && first != '-' && first != '+' && first != '.')
    return text;
  if (const auto value = special_number(text))
    return *value;
  std::string digits{text};
  if (digit(first) || (text.size() > 1 && digit(text[1])))
    std::erase(digits, '_');  // 10_000, as YAML 1.1 and the platform
  if (const auto value = integer(digits))
    return *value;
  if (const auto value = number(digits))
    return *value;
  return text;
}

namespace {

// Reads numbers and signs from the front of a text.
struct cursor {
  std::string_view rest;

  bool take(char c) noexcept {
    if (rest.empty() || rest.front() != c)
      return false;
    rest.remove_prefix(1);
    return true;
  }
  // A number of `least` to `most` digits within the bounds; -1 if there is none.
  int number(size_t least, size_t most, int low, int high) noexcept {
    size_t n = 0;
    int value = 0;
    for (; n < rest.size() && n < most && digit(rest[n]); ++n)
      value = value * 10 + (rest[n] - '0');
    rest.remove_prefix(n);
    return n >= least && value >= low && value <= high ? value : -1;
  }
};

}  // namespace

std::optional<int64_t> unix_seconds_of(std::string_view text) noexcept {
  if (text.size() < 8 || !digit(text.front()))
    return std::nullopt;
  cursor at{text};
  const int year = at.number(4, 4, 0, 9999);
  const int month = at.take('-') ? at.number(1, 2, 1, 12) : -1;
  const int day = at.take('-') ? at.number(1, 2, 1, 31) : -1;
  if (year < 0 || month < 0 || day < 0)
    return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  if (!date.ok())
    return std::nullopt;
  int64_t seconds = int64_t{std::chrono::sys_days{date}.time_since_epoch().count()} * 86'400;
  if (at.rest.empty())
    return seconds;
  const bool blank = at.take(' ');
  if (!blank && !at.take('T') && !at.take('t'))
    return std::nullopt;
  const int hour = at.number(1, 2, 0, 23);
  const int minute = at.take(':') ? at.number(1, 2, 0, 59) : -1;
  const int second = at.take(':') ? at.number(1, 2, 0, 59) : -1;
  if (hour < 0 || minute < 0 || second < 0)
    return std::nullopt;
  seconds += hour * 3600 + minute * 60 + second;
  if (at.take('.')) {
    if (at.rest.empty() || !digit(at.rest.front()))
      return std::nullopt;
    at.rest.remove_prefix(std::min(at.rest.find_first_not_of("0123456789"), at.rest.size()));
  }
  if (at.rest.empty() || at.rest == "Z" || at.rest == "z")
    return at.rest.empty() && !blank ? std::nullopt : std::optional{seconds};
  const int sign = at.take('+') ? 1 : at.take('-') ? -1 : 0;
  const int zone_hours = sign == 0 ? -1 : at.number(2, 2, 0, 23);
  const int zone_minutes = at.take(':') ? at.number(2, 2, 0, 59) : -1;
  if (zone_hours < 0 || zone_minutes < 0 || !at.rest.empty())
    return std::nullopt;
  return seconds - sign * (zone_hours * 3600 + zone_minutes * 60);
}

}  // namespace troupe
