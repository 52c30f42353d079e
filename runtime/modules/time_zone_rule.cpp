#include "runtime/modules/time_zone_rule.hpp"

#include "runtime/modules/civil_time.hpp"

namespace troupe::runtime::modules {

// Each function reads one part and answers false where it is missing or malformed.
struct zone_rule::parser {
  std::string_view text;

  bool skip(char c) {
    if (text.empty() || text.front() != c)
      return false;
    text.remove_prefix(1);
    return true;
  }

  bool number(int& to, int low, int high) {
    int n = 0;
    size_t digits = 0;
    while (digits < text.size() && digits < 4 && text[digits] >= '0' && text[digits] <= '9')
      n = n * 10 + (text[digits++] - '0');
    text.remove_prefix(digits);
    to = n;
    return digits > 0 && n >= low && n <= high;
  }

  bool name(std::string& to) {
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    const bool quoted = skip('<');
    const size_t end = quoted ? text.find('>') : text.find_first_not_of(letters);
    if (quoted && end == std::string_view::npos)
      return false;
    to = text.substr(0, end);
    text.remove_prefix(quoted ? end + 1 : to.size());
    return to.size() >= 3;
  }

  // [+-]hh[:mm[:ss]]
  bool clock(int32_t& to) {
    const bool negative = skip('-');
    if (!negative)
      skip('+');
    int hours = 0;
    int minutes = 0;
    int seconds = 0;
    if (!number(hours, 0, 167))
      return false;
    if (skip(':') && !number(minutes, 0, 59))
      return false;
    if (skip(':') && !number(seconds, 0, 59))
      return false;
    to = (hours * 60 + minutes) * 60 + seconds;
    if (negative)
      to = -to;
    return true;
  }

  bool date(change& to) {
    if (skip('M')) {
      to.how = change::by::month_week_day;
      if (!number(to.month, 1, 12) || !skip('.') || !number(to.week, 1, 5) || !skip('.')
          || !number(to.day, 0, 6))
        return false;
    } else if (skip('J')) {
      to.how = change::by::day_of_365;
      if (!number(to.day, 1, 365))
        return false;
    } else {
      to.how = change::by::day_of_year;
      if (!number(to.day, 0, 365))
        return false;
    }
    return !skip('/') || clock(to.time);
  }

  bool rule(zone_rule& to) {
    if (!name(to.standard_name_) || !clock(to.standard_offset_))
      return false;
    to.standard_offset_ = -to.standard_offset_;  // the notation counts west of Greenwich
    if (text.empty())
      return true;
    to.has_summer_ = true;
    if (!name(to.summer_name_))
      return false;
    to.summer_offset_ = to.standard_offset_ + 3'600;
    if (!text.empty() && text.front() != ',') {
      if (!clock(to.summer_offset_))
        return false;
      to.summer_offset_ = -to.summer_offset_;
    }
    if (text.empty())
      text = ",M3.2.0,M11.1.0";  // the usual default
    return skip(',') && date(to.to_summer_) && skip(',') && date(to.to_standard_) && text.empty();
  }
};

std::optional<zone_rule> zone_rule::parse(std::string_view text) {
  zone_rule made;
  parser from{text};
  if (!from.rule(made))
    return std::nullopt;
  return made;
}

int64_t zone_rule::change::in_year(int64_t year) const noexcept {
  int64_t at = 0;
  switch (how) {
    case by::day_of_365:  // 29 February is not counted
      at = days_of(year, 1, day) + (day >= 60 && is_leap_year(year) ? 1 : 0);
      break;
    case by::day_of_year: at = days_of(year, 1, day + 1); break;
    case by::month_week_day: {
      const int first = week_day({.year = year, .month = month, .day = 1});
      int of_month = 1 + (day - first + 7) % 7 + (week - 1) * 7;
      if (of_month > days_in_month(year, month))
        of_month -= 7;
      at = days_of(year, month, of_month);
    }
  }
  return at * seconds_per_day + time;
}

zone_state zone_rule::at(int64_t unix_seconds) const noexcept {
  if (!has_summer_)
    return standard();
  const int64_t year = civil_of(unix_seconds + standard_offset_).year;
  const int64_t begin = to_summer_.in_year(year) - standard_offset_;
  const int64_t end = to_standard_.in_year(year) - summer_offset_;
  // South of the equator summer spans the turn of the year.
  const bool in_summer = begin < end ? unix_seconds >= begin && unix_seconds < end
                                     : unix_seconds >= begin || unix_seconds < end;
  return in_summer ? summer() : standard();
}

}  // namespace troupe::runtime::modules
