// Reading a time by its layout. See time_layout.hpp.
#include "runtime/modules/time_layout.hpp"
#include "runtime/modules/time_layout_token.hpp"

#include <algorithm>

namespace troupe::runtime::modules {

namespace {

using el = layout_element;

enum class digits : uint8_t { one_or_two, two };

constexpr size_t npos = std::string_view::npos;

bool separator(char c) noexcept {
  return c == '.' || c == ',';
}

char small(char c) noexcept {
  return static_cast<char>(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
}

bool same_word(std::string_view a, std::string_view b) noexcept {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return small(x) == small(y); });
}

// What was read before it is known which date it means.
struct parts {
  int64_t year = 0;
  int month = -1;
  int day = -1;
  int year_day = -1;
  bool before_noon = false;
  bool after_noon = false;
};

class layout_parser {
public:
  layout_parser(std::string_view layout, std::string_view text, parsed_time& to) noexcept
      : layout_(layout),
        text_(text),
        to_(to) {}

  std::optional<layout_mismatch> run() noexcept {
    to_ = {};
    while (true) {
      const layout_token token = next_token(layout_);
      if (!skip_literal(token.literal))
        return layout_mismatch{token.literal, text_, {}};
      if (token.what == el::none)
        break;
      const std::string_view from = text_;
      const bool looks_right = read(token);
      if (!reason_.empty())
        return layout_mismatch{token.text, text_, reason_};
      if (!looks_right)
        return layout_mismatch{token.text, from, {}};
    }
    if (!text_.empty())
      return layout_mismatch{{}, text_, "extra text"};
    if (!settle_date())
      return layout_mismatch{{}, text_, reason_};
    return std::nullopt;
  }

private:
  // Any number of blanks fits any number of blanks.
  bool skip_literal(std::string_view literal) noexcept {
    while (!literal.empty()) {
      if (literal.front() == ' ') {
        if (!text_.empty() && text_.front() != ' ')
          return false;
        literal.remove_prefix(std::min(literal.find_first_not_of(' '), literal.size()));
        text_.remove_prefix(std::min(text_.find_first_not_of(' '), text_.size()));
        continue;
      }
      if (text_.empty() || text_.front() != literal.front())
        return false;
      literal.remove_prefix(1);
      text_.remove_prefix(1);
    }
    return true;
  }

  bool digit_at(size_t i) const noexcept { return i < text_.size() && is_digit(text_[i]); }

  // Exactly `count` digits.
  template <class Number>
  bool fixed_number(size_t count, Number& to) noexcept {
    Number n = 0;
    for (size_t i = 0; i < count; ++i) {
      if (!digit_at(i))
        return false;
      n = n * 10 + (text_[i] - '0');
    }
    text_.remove_prefix(count);
    to = n;
    return true;
  }

  bool number(digits how, int& to) noexcept {
    if (how == digits::one_or_two && digit_at(0) && !digit_at(1))
      return fixed_number(1, to);
    return fixed_number(2, to);
  }

  bool bounded(digits how, int low, int high, std::string_view out_of_range, int& to) noexcept {
    if (!number(how, to))
      return false;
    if (to < low || to > high)
      reason_ = out_of_range;
    return true;
  }

  template <class NameOf>
  bool name(NameOf name_of, int first, int last, size_t letters_max, int& to) noexcept {
    for (int i = first; i <= last; ++i) {
      const std::string_view full{name_of(i)};
      const std::string_view wanted = full.substr(0, letters_max);
      if (!same_word(wanted, text_.substr(0, wanted.size())))
        continue;
      text_.remove_prefix(wanted.size());
      to = i;
      return true;
    }
    return false;
  }

  bool half_of_day(std::string_view am, std::string_view pm) noexcept {
    const std::string_view word = text_.substr(0, 2);
    if (word != am && word != pm)
      return false;
    (word == am ? parts_.before_noon : parts_.after_noon) = true;
    text_.remove_prefix(2);
    return true;
  }

  bool year_of_century() noexcept {
    int year = 0;
    if (!fixed_number(2, year))
      return false;
    parts_.year = year + (year >= 69 ? 1900 : 2000);
    return true;
  }

  bool year_day(bool spaced) noexcept {
    size_t blanks = 0;
    while (spaced && blanks < 2 && text_.starts_with(' ')) {
      text_.remove_prefix(1);
      ++blanks;
    }
    size_t count = 0;
    while (count < 3 && digit_at(count))
      ++count;
    if (count == 0 || (!spaced && count != 3))
      return false;
    return fixed_number(count, parts_.year_day);
  }

  // Separator and digits; those beyond nanoseconds are dropped.
  void fraction(size_t count) noexcept {
    int scale = 100'000'000;
    to_.nanosecond = 0;
    for (size_t i = 1; i <= count; ++i, scale /= 10)
      to_.nanosecond += (text_[i] - '0') * scale;
    text_.remove_prefix(count + 1);
  }

  size_t fraction_digits() const noexcept {
    if (text_.empty() || !separator(text_.front()))
      return 0;
    size_t count = 0;
    while (digit_at(count + 1))
      ++count;
    return count;
  }

  bool second(digits how) noexcept {
    if (!bounded(how, 0, 59, "second out of range", to_.civil.second))
      return false;
    // A fraction may follow even if the layout has none.
    std::string_view rest = layout_;
    if (const size_t count = fraction_digits(); count > 0 && !next_token(rest).is_fraction())
      fraction(count);
    return true;
  }

  bool zone_offset(const offset_style& style) noexcept {
    if (style.z_for_utc && text_.starts_with('Z')) {
      text_.remove_prefix(1);
      to_.utc = true;
      return true;
    }
    if (text_.empty() || (text_.front() != '+' && text_.front() != '-'))
      return false;
    const bool west = text_.front() == '-';
    text_.remove_prefix(1);
    static constexpr std::string_view too_big[] = {"time zone offset hour out of range",
                                                   "time zone offset minute out of range",
                                                   "time zone offset second out of range"};
    static constexpr int most[] = {24, 60, 60};
    int part[3] = {0, 0, 0};
    for (uint8_t i = 0; i < style.parts; ++i) {
      if (i > 0 && style.colons) {
        if (!text_.starts_with(':'))
          return false;
        text_.remove_prefix(1);
      }
      if (!bounded(digits::two, 0, most[i], too_big[i], part[i]))
        return false;
    }
    const int offset = (part[0] * 60 + part[1]) * 60 + part[2];
    to_.offset = west ? -offset : offset;
    return true;
  }

  bool zone_name() noexcept {
    if (text_.starts_with("UTC")) {
      text_.remove_prefix(3);
      to_.utc = true;
      return true;
    }
    const size_t size = zone_name_size();
    to_.abbreviation = text_.substr(0, size);
    text_.remove_prefix(size);
    return size > 0;
  }

  size_t signed_hours_size(size_t at) const noexcept {
    if (at >= text_.size() || (text_[at] != '+' && text_[at] != '-'))
      return 0;
    int hours = 0;
    size_t count = 0;
    for (; digit_at(at + 1 + count); ++count)
      hours = std::min(hours * 10 + (text_[at + 1 + count] - '0'), 100);
    return count == 0 || hours > 23 ? 0 : count + 1;
  }

  // The size of what looks like a zone's name, 0 if nothing does.
  size_t zone_name_size() const noexcept {
    if (text_.starts_with("ChST") || text_.starts_with("MeST"))
      return 4;  // the only ones with a small letter
    if (text_.starts_with("GMT"))
      return 3 + signed_hours_size(3);
    if (const size_t size = signed_hours_size(0); size > 0)
      return size;  // zones without a name, such as `+03`
    size_t capitals = 0;
    while (capitals < text_.size() && text_[capitals] >= 'A' && text_[capitals] <= 'Z')
      ++capitals;
    if (capitals == 3)
      return 3;
    if (capitals == 4 && (text_[3] == 'T' || text_.starts_with("WITA")))
      return 4;
    return capitals == 5 && text_[4] == 'T' ? 5 : 0;
  }

  bool read_fraction(const layout_token& token) noexcept {
    const size_t count = fraction_digits();
    if (token.what == el::fraction_trimmed) {
      if (count > 0)
        fraction(count);
      return true;
    }
    if (count < token.digits)
      return false;
    fraction(token.digits);
    return true;
  }

  bool read(const layout_token& token) noexcept {
    constexpr std::string_view bad_hour = "hour out of range";
    constexpr std::string_view bad_month = "month out of range";
    constexpr std::string_view bad_minute = "minute out of range";
    int ignored = 0;
    switch (token.what) {
      case el::none: return true;
      case el::year: return fixed_number(4, parts_.year);
      case el::year_of_century: return year_of_century();
      case el::month_name: return name(month_name, 1, 12, npos, parts_.month);
      case el::month_short_name: return name(month_name, 1, 12, 3, parts_.month);
      case el::month: return bounded(digits::one_or_two, 1, 12, bad_month, parts_.month);
      case el::month_padded: return bounded(digits::two, 1, 12, bad_month, parts_.month);
      case el::week_day_name: return name(week_day_name, 0, 6, npos, ignored);
      case el::week_day_short_name: return name(week_day_name, 0, 6, 3, ignored);
      case el::day_spaced:
        if (text_.starts_with(' '))
          text_.remove_prefix(1);
        [[fallthrough]];
      case el::day: return number(digits::one_or_two, parts_.day);
      case el::day_padded: return number(digits::two, parts_.day);
      case el::year_day_spaced: return year_day(true);
      case el::year_day_padded: return year_day(false);
      case el::hour: return bounded(digits::one_or_two, 0, 23, bad_hour, to_.civil.hour);
      case el::hour_of_12: return bounded(digits::one_or_two, 0, 12, bad_hour, to_.civil.hour);
      case el::hour_of_12_padded: return bounded(digits::two, 0, 12, bad_hour, to_.civil.hour);
      case el::upper_half: return half_of_day("AM", "PM");
      case el::lower_half: return half_of_day("am", "pm");
      case el::minute: return bounded(digits::one_or_two, 0, 59, bad_minute, to_.civil.minute);
      case el::minute_padded: return bounded(digits::two, 0, 59, bad_minute, to_.civil.minute);
      case el::second: return second(digits::one_or_two);
      case el::second_padded: return second(digits::two);
      case el::fraction:
      case el::fraction_trimmed: return read_fraction(token);
      case el::zone_offset: return zone_offset(token.style);
      case el::zone_name: return zone_name();
    }
    return false;
  }

  // Finds month and day from the day of the year, if that is given.
  bool settle_year_day() noexcept {
    const int year_days = is_leap_year(parts_.year) ? 366 : 365;
    if (parts_.year_day < 1 || parts_.year_day > year_days) {
      reason_ = "day-of-year out of range";
      return false;
    }
    const int64_t days = days_of(parts_.year, 1, parts_.year_day);
    const civil_time at = civil_of(days * seconds_per_day);
    if (parts_.month >= 0 && parts_.month != at.month)
      reason_ = "day-of-year does not match month";
    else if (parts_.day >= 0 && parts_.day != at.day)
      reason_ = "day-of-year does not match day";
    parts_.month = at.month;
    parts_.day = at.day;
    return reason_.empty();
  }

  bool settle_date() noexcept {
    civil_time& civil = to_.civil;
    if (parts_.after_noon && civil.hour < 12)
      civil.hour += 12;
    else if (parts_.before_noon && civil.hour == 12)
      civil.hour = 0;
    if (parts_.year_day >= 0 && !settle_year_day())
      return false;
    civil.year = parts_.year;
    civil.month = parts_.month < 0 ? 1 : parts_.month;
    civil.day = parts_.day < 0 ? 1 : parts_.day;
    if (civil.day < 1 || civil.day > days_in_month(civil.year, civil.month))
      reason_ = "day out of range";
    return reason_.empty();
  }

  std::string_view layout_;
  std::string_view text_;
  parsed_time& to_;
  parts parts_;
  std::string_view reason_;
};

}  // namespace

std::optional<layout_mismatch> parse_layout(std::string_view layout, std::string_view text,
                                            parsed_time& to) noexcept {
  return layout_parser{layout, text, to}.run();
}

std::optional<int32_t> offset_in_name(std::string_view abbreviation) noexcept {
  if (!abbreviation.starts_with("GMT") || abbreviation.size() < 5)
    return std::nullopt;
  int32_t hours = 0;
  for (const char c : abbreviation.substr(4))
    hours = hours * 10 + (c - '0');
  return (abbreviation[3] == '-' ? -hours : hours) * 3'600;
}

}  // namespace troupe::runtime::modules
