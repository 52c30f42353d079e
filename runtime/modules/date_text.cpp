#include "runtime/modules/date_text.hpp"

#include <algorithm>

namespace troupe::runtime::modules {

namespace {

// What a specifier means as a layout, "" for those that no layout can say.
std::string_view layout_of(char specifier) noexcept {
  switch (specifier) {
    case 'a': return "Mon";
    case 'A': return "Monday";
    case 'b': return "Jan";
    case 'B': return "January";
    case 'c': return "Mon Jan _2 15:04:05 2006";
    case 'd': return "02";
    case 'H': return "15";
    case 'I': return "03";
    case 'j': return "002";
    case 'm': return "01";
    case 'M': return "04";
    case 'p': return "PM";
    case 'S': return "05";
    case 'x': return "01/02/06";
    case 'X': return "15:04:05";
    case 'y': return "06";
    case 'Y': return "2006";
    case 'z': return "-0700";
    case 'Z': return "MST";
    default: return {};
  }
}

struct sink {
  std::span<char> to;
  size_t size = 0;

  std::span<char> room() const noexcept { return to.subspan(std::min(size, to.size())); }

  void put(char c) noexcept {
    if (size < to.size())
      to[size] = c;
    ++size;
  }
};

}  // namespace

size_t format_date(std::string_view format, const shown_time& when, std::span<char> to) noexcept {
  sink text{to};
  for (size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%' || i + 1 == format.size()) {
      text.put(format[i]);
      continue;
    }
    const char specifier = format[++i];
    if (const std::string_view layout = layout_of(specifier); !layout.empty()) {
      text.size += format_layout(layout, when, text.room());
    } else if (specifier == 'w') {
      text.put(static_cast<char>('0' + week_day(when.civil)));
    } else if (specifier == 'U' || specifier == 'W') {
      const int week = iso_week_of(when.civil).week;
      text.put(static_cast<char>('0' + week / 10));
      text.put(static_cast<char>('0' + week % 10));
    } else {
      text.put('%');
      if (specifier != '%')
        text.put(specifier);
    }
  }
  return text.size;
}

}  // namespace troupe::runtime::modules
