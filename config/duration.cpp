#include "config/duration.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <limits>

namespace troupe {

namespace {

struct unit {
  std::string_view name;
  int64_t nanoseconds;
};

// Longer names first, so that `ms` is not read as `m`.
constexpr unit units[] = {
  {"ns", 1},        {"us", 1'000},         {"\xc2\xb5s", 1'000},       {"\xce\xbcs", 1'000},
  {"ms", 1'000'000}, {"s", 1'000'000'000}, {"m", 60'000'000'000}, {"h", 3'600'000'000'000},
};

const unit* unit_at(std::string_view text) noexcept {
  for (const unit& candidate : units)
    if (text.starts_with(candidate.name))
      return &candidate;
  return nullptr;
}

bool digit(char c) noexcept { return c >= '0' && c <= '9'; }

}  // namespace

std::optional<std::chrono::nanoseconds> parse_duration(std::string_view text) noexcept {
  bool negative = false;
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
    negative = text.front() == '-';
    text.remove_prefix(1);
  }
  if (text == "0")
    return std::chrono::nanoseconds{0};
  if (text.empty())
    return std::nullopt;
  long double total = 0;
  while (!text.empty()) {
    long double number = 0;
    long double scale = 1;
    bool digits = false;
    size_t i = 0;
    for (; i < text.size() && digit(text[i]); ++i, digits = true)
      number = number * 10 + (text[i] - '0');
    if (i < text.size() && text[i] == '.')
      for (++i; i < text.size() && digit(text[i]); ++i, digits = true) {
        scale /= 10;
        number += (text[i] - '0') * scale;
      }
    if (!digits)
      return std::nullopt;
    text.remove_prefix(i);
    const unit* u = unit_at(text);
    if (u == nullptr)
      return std::nullopt;
    total += number * static_cast<long double>(u->nanoseconds);
    text.remove_prefix(u->name.size());
  }
  if (total > 9223372036854775807.0L)
    return std::nullopt;
  const auto rounded = static_cast<int64_t>(std::floor(total + 1e-6L));
  return std::chrono::nanoseconds{negative ? -rounded : rounded};
}

std::string format_duration(std::chrono::nanoseconds span) {
  const int64_t total = span.count();
  if (total == 0)
    return "0s";
  const std::string sign = total < 0 ? "-" : "";
  const uint64_t n = total < 0 ? ~static_cast<uint64_t>(total) + 1 : static_cast<uint64_t>(total);
  const auto fraction = [](uint64_t whole, uint64_t rest, int digits) {
    std::string text = std::to_string(whole);
    if (rest != 0) {
      text += fmt::format(".{:0{}}", rest, digits);
      text.erase(text.find_last_not_of('0') + 1);
    }
    return text;
  };
  if (n < 1'000)
    return fmt::format("{}{}ns", sign, n);
  if (n < 1'000'000)
    return sign + fraction(n / 1'000, n % 1'000, 3) + "\xc2\xb5s";
  if (n < 1'000'000'000)
    return sign + fraction(n / 1'000'000, n % 1'000'000, 6) + "ms";
  const uint64_t seconds = n / 1'000'000'000;
  std::string text = sign;
  if (seconds >= 3600)
    text += fmt::format("{}h", seconds / 3600);
  if (seconds >= 60)
    text += fmt::format("{}m", seconds / 60 % 60);
  return text + fraction(seconds % 60, n % 1'000'000'000, 9) + "s";
}

std::chrono::nanoseconds rounded_duration(std::chrono::nanoseconds span) noexcept {
  if (span == std::chrono::nanoseconds::min())  // has no absolute value
    return span;
  int64_t step = 1;
  while (step < 1'000'000'000 && std::abs(span.count()) / step >= 1'000)
    step *= 10;
  const int64_t half = span.count() < 0 ? -step / 2 : step / 2;
  if (std::abs(span.count()) > std::numeric_limits<int64_t>::max() - step)
    return span;
  return std::chrono::nanoseconds{(span.count() + half) / step * step};
}

}  // namespace troupe
