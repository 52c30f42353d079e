#include "runtime/modules/time_layout.hpp"

#include <doctest/doctest.h>

#include <string>

namespace troupe::runtime::modules {

namespace {

const shown_time afternoon{{2024, 12, 29, 15, 4, 5}, 120'450'000, 0, "UTC"};
const shown_time night{{987, 3, 1, 0, 9, 7}, 0, -(3 * 3'600 + 30 * 60 + 5), ""};

std::string formatted(std::string_view layout, const shown_time& when = afternoon) {
  char text[200];
  const size_t size = format_layout(layout, when, text);
  return {text, size};
}

// What a text says, as a text.
std::string parsed(std::string_view layout, std::string_view text) {
  parsed_time to;
  if (const auto why = parse_layout(layout, text, to))
    return why->reason.empty()
             ? "no " + std::string{why->element} + " in \"" + std::string{why->rest} + "\""
             : std::string{why->reason};
  std::string shown = formatted("2006-01-02 15:04:05.999999999", {to.civil, to.nanosecond, 0, ""});
  if (to.utc)
    shown += " utc";
  if (to.offset)
    shown += " " + std::to_string(*to.offset);
  if (!to.abbreviation.empty())
    shown += " " + std::string{to.abbreviation};
  return shown;
}

}  // namespace

TEST_CASE("time layout: dates and clocks") {
  CHECK(formatted("2006-01-02 15:04:05") == "2024-12-29 15:04:05");
  CHECK(formatted("Mon Jan 2 15:04:05 MST 2006") == "Sun Dec 29 15:04:05 UTC 2024");
  CHECK(formatted("Monday, 02-Jan-06 15:04:05 MST") == "Sunday, 29-Dec-24 15:04:05 UTC");
  CHECK(formatted("3:04PM 03:4pm January 1") == "3:04PM 03:4pm December 12");
  CHECK(formatted("2006 002 __2") == "2024 364 364");
  CHECK(formatted("3:04PM|_2|2|02|002|__2|06|1", night) == "12:09AM| 1|1|01|060| 60|87|3");
  CHECK(formatted("2006", night) == "0987");
  CHECK(formatted("2006", {{.year = -5}, 0, 0, ""}) == "-0005");
  CHECK(formatted("2006", {{.year = 12345}, 0, 0, ""}) == "12345");
}

TEST_CASE("time layout: fractions keep their width or lose zeros") {
  CHECK(formatted("05.000") == "05.120");
  CHECK(formatted("05,000000") == "05,120450");
  CHECK(formatted("05.999999999") == "05.12045");
  CHECK(formatted("05.9") == "05.1");
  CHECK(formatted("05.999", night) == "07");
  CHECK(formatted("05.00", night) == "07.00");
  CHECK(formatted("15.04.05") == "15.04.05");
}

TEST_CASE("time layout: zones show as offsets or names") {
  CHECK(formatted("Z07:00 Z0700 Z07 -07:00 -0700 -07") == "Z Z Z +00:00 +0000 +00");
  CHECK(formatted("Z07:00 -0700 -07 -070000 -07:00:00", night)
        == "-03:30 -0330 -03 -033005 -03:30:05");
  CHECK(formatted("MST", night) == "-0330");
  CHECK(formatted("2006-01-02T15:04:05Z") == "2024-12-29T15:04:05Z");
}

TEST_CASE("time layout: what is no element is literal") {
  CHECK(formatted("") == "");
  CHECK(formatted("T h o'clock %Y") == "T h o'clock %Y");
  CHECK(formatted("_2006") == "_2024");
  CHECK(formatted("Janet Monte Monday") == "Janet Monte Sunday");
}

TEST_CASE("time layout: a text longer than its room is measured") {
  char few[4];
  CHECK(format_layout("2006-01-02", afternoon, few) == 10);
  CHECK(std::string_view{few, 4} == "2024");
}

TEST_CASE("time layout: parsing reads what formatting writes") {
  CHECK(parsed("2006-01-02 15:04:05", "2024-12-29 15:04:05") == "2024-12-29 15:04:05");
  CHECK(parsed("Monday, 02-Jan-06 3:04:05 pm", "Sunday, 29-Dec-24 3:04:05 pm")
        == "2024-12-29 15:04:05");
  CHECK(parsed("January _2 2006", "december  9 2024") == "2024-12-09 00:00:00");
  CHECK(parsed("06", "69") == "1969-01-01 00:00:00");
  CHECK(parsed("06", "68") == "2068-01-01 00:00:00");
  CHECK(parsed("3:04PM", "12:30AM") == "0000-01-01 00:30:00");
  CHECK(parsed("3:04PM", "12:30PM") == "0000-01-01 12:30:00");
  CHECK(parsed("2006 002", "2024 060") == "2024-02-29 00:00:00");
  CHECK(parsed("2006 __2", "2023  60") == "2023-03-01 00:00:00");
}

TEST_CASE("time layout: fractions parse even where the layout has none") {
  CHECK(parsed("15:04:05", "01:02:03.5") == "0000-01-01 01:02:03.5");
  CHECK(parsed("15:04:05.000", "01:02:03.250") == "0000-01-01 01:02:03.25");
  CHECK(parsed("15:04:05.999", "01:02:03.1234567891") == "0000-01-01 01:02:03.123456789");
  CHECK(parsed("15:04:05.999", "01:02:03") == "0000-01-01 01:02:03");
  CHECK(parsed("05.999999999Z", "56.789Z") == "0000-01-01 00:00:56.789");
  CHECK(parsed("15:04:05.000", "01:02:03.25") == "no .000 in \".25\"");
}

TEST_CASE("time layout: zones parse as UTC, offset or name") {
  constexpr std::string_view day = "0000-01-01 00:00:00";
  CHECK(parsed("Z07:00", "Z") == std::string{day} + " utc");
  CHECK(parsed("Z07:00", "+05:30") == std::string{day} + " 19800");
  CHECK(parsed("-0700", "-0330") == std::string{day} + " -12600");
  CHECK(parsed("-07", "+02") == std::string{day} + " 7200");
  CHECK(parsed("-07:00:00", "-00:00:05") == std::string{day} + " -5");
  CHECK(parsed("MST", "UTC") == std::string{day} + " utc");
  CHECK(parsed("MST", "CEST") == std::string{day} + " CEST");
  CHECK(parsed("MST", "GMT+3") == std::string{day} + " GMT+3");
  CHECK(parsed("-0700", "Z") == "no -0700 in \"Z\"");
  CHECK(parsed("-0700", "+2500") == "time zone offset hour out of range");
  CHECK(parsed("MST", "+01309") == "no MST in \"+01309\"");
  CHECK(parsed("MST", "abc") == "no MST in \"abc\"");
}

TEST_CASE("time layout: a text that does not fit says where") {
  CHECK(parsed("2006-01-02", "invalid-date") == "no 2006 in \"invalid-date\"");
  CHECK(parsed("2006-01-02", "2024/01/02") == "no - in \"/01/02\"");
  CHECK(parsed("2006-01-02", "2024-13-02") == "month out of range");
  CHECK(parsed("2006-01-02", "2023-02-29") == "day out of range");
  CHECK(parsed("2006-01-02", "2024-01-02x") == "extra text");
  CHECK(parsed("2006-01-02", "2024-1-02") == "no 01 in \"1-02\"");
  CHECK(parsed("15:04", "24:00") == "hour out of range");
  CHECK(parsed("15:04", "23:60") == "minute out of range");
  CHECK(parsed("05", "60") == "second out of range");
  CHECK(parsed("2006 002", "2023 366") == "day-of-year out of range");
  CHECK(parsed("2006 01 002", "2023 03 001") == "day-of-year does not match month");
  CHECK(parsed("2006-01-02", "") == "no 2006 in \"\"");
}

TEST_CASE("time layout: blanks fit any number of blanks") {
  CHECK(parsed("2006 01", "2024    03") == "2024-03-01 00:00:00");
  CHECK(parsed("2006   01", "2024 03") == "2024-03-01 00:00:00");
}

TEST_CASE("time layout: a zone's name may give its offset") {
  CHECK(offset_in_name("GMT+3") == 3 * 3'600);
  CHECK(offset_in_name("GMT-11") == -11 * 3'600);
  CHECK_FALSE(offset_in_name("GMT"));
  CHECK_FALSE(offset_in_name("CET"));
}

TEST_CASE("civil time: parts of any size are carried") {
  CHECK(seconds_of_parts(2024, 14, 1, 0, 0, 0) == seconds_of({2025, 2, 1}));
  CHECK(seconds_of_parts(2024, 3, 0, 0, 0, 0) == seconds_of({2024, 2, 29}));
  CHECK(seconds_of_parts(2024, -1, 1, 25, -1, 61) == seconds_of({2023, 11, 2, 1, 0, 1}));
  CHECK(seconds_of({1, 1, 1}) == year_one_seconds);
}

TEST_CASE("civil time: every day of many years returns") {
  for (int64_t day = days_of(-401, 1, 1); day < days_of(2401, 1, 1); day += 13) {
    const civil_time at = civil_of(day * seconds_per_day + 86'399);
    REQUIRE(seconds_of(at) == day * seconds_per_day + 86'399);
    REQUIRE(at.day >= 1);
    REQUIRE(at.day <= days_in_month(at.year, at.month));
  }
}

TEST_CASE("civil time: ISO weeks belong to the year of their Thursday") {
  CHECK(iso_week_of({2021, 1, 3}).week == 53);
  CHECK(iso_week_of({2021, 1, 3}).year == 2020);
  CHECK(iso_week_of({2021, 1, 4}).week == 1);
  CHECK(iso_week_of({2024, 12, 30}).week == 1);
  CHECK(iso_week_of({2024, 12, 30}).year == 2025);
}

}  // namespace troupe::runtime::modules
