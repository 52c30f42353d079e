#include "runtime/modules/time_layout.hpp"

#include "runtime/modules/time_layout_token.hpp"

#include <charconv>
#include <cstring>

namespace troupe::runtime::modules {

namespace {

// Counts what does not fit.
struct text_sink {
  std::span<char> to;
  size_t size = 0;

  void put(char c) noexcept {
    if (size < to.size())
      to[size] = c;
    ++size;
  }
  void put(std::string_view text) noexcept {
    for (const char c : text)
      put(c);
  }

  void number(int64_t n, size_t width, char pad) noexcept {
    char digits[24];
    const bool negative = n < 0;
    const auto end = std::to_chars(std::begin(digits), std::end(digits), negative ? -n : n).ptr;
    const auto count = static_cast<size_t>(end - digits);
    if (negative)
      put('-');
    for (size_t i = count; i < width; ++i)
      put(pad);
    put(std::string_view{digits, count});
  }

  void offset(int32_t seconds, const offset_style& style) noexcept {
    if (style.z_for_utc && seconds == 0) {
      put('Z');
      return;
    }
    const int32_t size_of_it = seconds < 0 ? -seconds : seconds;
    put(seconds < 0 ? '-' : '+');
    const int32_t parts[] = {size_of_it / 3'600, size_of_it / 60 % 60, size_of_it % 60};
    for (uint8_t i = 0; i < style.parts; ++i) {
      if (i > 0 && style.colons)
        put(':');
      number(parts[i], 2, '0');
    }
  }

  // `separator` and up to nine digits; the rest of a wider layout is zeros.
  void fraction(int nanosecond, const layout_token& token) noexcept {
    char digits[9];
    int rest = nanosecond;
    for (size_t i = 9; i-- > 0; rest /= 10)
      digits[i] = static_cast<char>('0' + rest % 10);
    size_t count = token.digits;
    if (token.what == layout_element::fraction_trimmed) {
      count = count < 9 ? count : 9;
      while (count > 0 && digits[count - 1] == '0')
        --count;
      if (count == 0)
        return;
    }
    put(token.text.front());
    for (size_t i = 0; i < count; ++i)
      put(i < 9 ? digits[i] : '0');
  }
};

std::string_view short_name(const char* name) noexcept {
  return {name, 3};
}

int hour_of_12(int hour) noexcept {
  return hour % 12 == 0 ? 12 : hour % 12;
}

void put_element(text_sink& to, const layout_token& token, const shown_time& when) noexcept {
  const civil_time& at = when.civil;
  switch (token.what) {
    case layout_element::none: break;
    case layout_element::year: to.number(at.year, 4, '0'); break;
    case layout_element::year_of_century: to.number((at.year % 100 + 100) % 100, 2, '0'); break;
    case layout_element::month_name: to.put(std::string_view{month_name(at.month)}); break;
    case layout_element::month_short_name: to.put(short_name(month_name(at.month))); break;
    case layout_element::month: to.number(at.month, 1, '0'); break;
    case layout_element::month_padded: to.number(at.month, 2, '0'); break;
    case layout_element::week_day_name:
      to.put(std::string_view{week_day_name(week_day(at))});
      break;
    case layout_element::week_day_short_name:
      to.put(short_name(week_day_name(week_day(at))));
      break;
    case layout_element::day: to.number(at.day, 1, '0'); break;
    case layout_element::day_spaced: to.number(at.day, 2, ' '); break;
    case layout_element::day_padded: to.number(at.day, 2, '0'); break;
    case layout_element::year_day_spaced: to.number(year_day(at), 3, ' '); break;
    case layout_element::year_day_padded: to.number(year_day(at), 3, '0'); break;
    case layout_element::hour: to.number(at.hour, 2, '0'); break;
    case layout_element::hour_of_12: to.number(hour_of_12(at.hour), 1, '0'); break;
    case layout_element::hour_of_12_padded: to.number(hour_of_12(at.hour), 2, '0'); break;
    case layout_element::upper_half: to.put(at.hour < 12 ? "AM" : "PM"); break;
    case layout_element::lower_half: to.put(at.hour < 12 ? "am" : "pm"); break;
    case layout_element::minute: to.number(at.minute, 1, '0'); break;
    case layout_element::minute_padded: to.number(at.minute, 2, '0'); break;
    case layout_element::second: to.number(at.second, 1, '0'); break;
    case layout_element::second_padded: to.number(at.second, 2, '0'); break;
    case layout_element::fraction:
    case layout_element::fraction_trimmed: to.fraction(when.nanosecond, token); break;
    case layout_element::zone_offset: to.offset(when.offset, token.style); break;
    case layout_element::zone_name:
      if (when.abbreviation.empty())
        to.offset(when.offset, offset_style{});
      else
        to.put(when.abbreviation);
      break;
  }
}

}  // namespace

size_t format_layout(std::string_view layout, const shown_time& when, std::span<char> to) noexcept {
  text_sink sink{to};
  while (true) {
    const layout_token token = next_token(layout);
    sink.put(token.literal);
    if (token.what == layout_element::none)
      return sink.size;
    put_element(sink, token, when);
  }
}

}  // namespace troupe::runtime::modules
