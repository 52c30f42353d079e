// Calendar arithmetic: seconds to year, month, day, hour, minute, second and back, in the proleptic Gregorian calendar.
//
// Seconds count from 1970-01-01 00:00:00 of the zone in question; zones themselves are time_zone.hpp's. Years may be negative
// and have more than four digits. Thread: pure functions.
#pragma once

#include <cstdint>

namespace troupe::runtime::modules {

inline constexpr int64_t seconds_per_day = 86'400;

// 0001-01-01 00:00:00 UTC, the moment that `is_zero` means and from which `round` and `truncate` count.
inline constexpr int64_t year_one_seconds = -62'135'596'800;

struct civil_time {
  int64_t year = 1;
  int month = 1;  // 1..12
  int day = 1;    // 1..31
  int hour = 0;
  int minute = 0;
  int second = 0;
};

struct iso_week {
  int64_t year = 0;
  int week = 0;  // 1..53
};

bool is_leap_year(int64_t year) noexcept;
int days_in_month(int64_t year, int month) noexcept;

// Days since 1970-01-01 of a date whose day may lie outside its month.
int64_t days_of(int64_t year, int month, int64_t day) noexcept;

civil_time civil_of(int64_t seconds) noexcept;
int64_t seconds_of(const civil_time& when) noexcept;

// As `seconds_of` for parts of any size: month 13 is January of the next year, day 0 the last of the month before. The sum must
// fit; callers bound each part by `part_max`.
int64_t seconds_of_parts(int64_t year, int64_t month, int64_t day, int64_t hour, int64_t minute,
                         int64_t second) noexcept;
inline constexpr double year_max = 1e8;
inline constexpr double part_max = 1e12;

int week_day(const civil_time& when) noexcept;  // 0 is Sunday
int year_day(const civil_time& when) noexcept;  // 1..366
iso_week iso_week_of(const civil_time& when) noexcept;

// Full names, in English as in every layout; the short ones are their first three letters.
const char* month_name(int month) noexcept;   // 1..12
const char* week_day_name(int day) noexcept;  // 0 is Sunday

}  // namespace troupe::runtime::modules
