// The elements of a layout, found one after the other. Shared by formatting and parsing; see time_layout.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace troupe::runtime::modules {

enum class layout_element : uint8_t {
  none,  // the layout ends
  year,
  year_of_century,
  month_name,
  month_short_name,
  month,
  month_padded,
  week_day_name,
  week_day_short_name,
  day,
  day_spaced,
  day_padded,
  year_day_spaced,
  year_day_padded,
  hour,
  hour_of_12,
  hour_of_12_padded,
  upper_half,  // AM, PM
  lower_half,
  minute,
  minute_padded,
  second,
  second_padded,
  fraction,          // as many digits as the layout has
  fraction_trimmed,  // without trailing zeros
  zone_name,
  zone_offset,
};

// How an offset is spelt: `-0700`, `-07:00`, `-07`, `-070000`, `-07:00:00`.
struct offset_style {
  bool z_for_utc = false;
  bool colons = false;
  uint8_t parts = 2;  // hours; hours and minutes; hours, minutes and seconds
};

struct layout_token {
  std::string_view literal;  // what stands before the element
  std::string_view text;     // the element as the layout spells it
  layout_element what = layout_element::none;
  size_t digits = 0;   // fraction
  offset_style style;  // zone_offset

  bool is_fraction() const noexcept {
    return what == layout_element::fraction || what == layout_element::fraction_trimmed;
  }
};

// The first element and what stands before it, removed from the layout. At the end the rest is literal.
layout_token next_token(std::string_view& layout) noexcept;

inline bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

}  // namespace troupe::runtime::modules
