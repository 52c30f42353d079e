#include "runtime/modules/civil_time.hpp"

namespace troupe::runtime::modules {

namespace {

constexpr int64_t floor_divide(int64_t a, int64_t b) noexcept {
  return a / b - (a % b < 0 ? 1 : 0);
}

// A year that starts in March ends with the day that leap years add, so days before a month need no special case.
constexpr int64_t days_per_era = 146'097;   // 400 years
constexpr int64_t days_to_epoch = 719'468;  // 0000-03-01 to 1970-01-01

}  // namespace

bool is_leap_year(int64_t year) noexcept {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int days_in_month(int64_t year, int month) noexcept {
  static constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap_year(year) ? 29 : days[month - 1];
}

int64_t days_of(int64_t year, int month, int64_t day) noexcept {
  const int64_t shifted = month <= 2 ? year - 1 : year;
  const int64_t era = floor_divide(shifted, 400);
  const int64_t year_of_era = shifted - era * 400;
  const int64_t month_from_march = (month + 9) % 12;
  const int64_t day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
  return era * days_per_era + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year
         - days_to_epoch;
}

civil_time civil_of(int64_t seconds) noexcept {
  const int64_t day = floor_divide(seconds, seconds_per_day);
  const int64_t of_day = seconds - day * seconds_per_day;
  const int64_t shifted = day + days_to_epoch;
  const int64_t era = floor_divide(shifted, days_per_era);
  const int64_t day_of_era = shifted - era * days_per_era;
  const int64_t year_of_era =
    (day_of_era - day_of_era / 1'460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const int64_t day_of_year =
    day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int64_t month_from_march = (5 * day_of_year + 2) / 153;
  civil_time when;
  when.day = static_cast<int>(day_of_year - (153 * month_from_march + 2) / 5 + 1);
  when.month =
    static_cast<int>(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);
  when.year = year_of_era + era * 400 + (when.month <= 2 ? 1 : 0);
  when.hour = static_cast<int>(of_day / 3'600);
  when.minute = static_cast<int>(of_day / 60 % 60);
  when.second = static_cast<int>(of_day % 60);
  return when;
}

int64_t seconds_of(const civil_time& when) noexcept {
  return days_of(when.year, when.month, when.day) * seconds_per_day + when.hour * int64_t{3'600}
         + when.minute * int64_t{60} + when.second;
}

int64_t seconds_of_parts(int64_t year, int64_t month, int64_t day, int64_t hour, int64_t minute,
                         int64_t second) noexcept {
  const int64_t years = floor_divide(month - 1, 12);
  const int64_t days = days_of(year + years, static_cast<int>(month - years * 12), day);
  return days * seconds_per_day + hour * 3'600 + minute * 60 + second;
}

int week_day(const civil_time& when) noexcept {
  const int64_t from_thursday = days_of(when.year, when.month, when.day) + 4;
  return static_cast<int>(from_thursday - floor_divide(from_thursday, 7) * 7);
}

int year_day(const civil_time& when) noexcept {
  return static_cast<int>(days_of(when.year, when.month, when.day) - days_of(when.year, 1, 1)) + 1;
}

// A week belongs to the year that has its Thursday.
iso_week iso_week_of(const civil_time& when) noexcept {
  const int64_t to_thursday = 3 - (week_day(when) + 6) % 7;
  const int64_t thursday = days_of(when.year, when.month, when.day) + to_thursday;
  const civil_time at = civil_of(thursday * seconds_per_day);
  return {at.year, (year_day(at) - 1) / 7 + 1};
}

const char* month_name(int month) noexcept {
  static constexpr const char* names[] = {"January",   "February", "March",    "April",
                                          "May",       "June",     "July",     "August",
                                          "September", "October",  "November", "December"};
  return names[month - 1];
}

const char* week_day_name(int day) noexcept {
  static constexpr const char* names[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                          "Thursday", "Friday", "Saturday"};
  return names[day];
}

}  // namespace troupe::runtime::modules
