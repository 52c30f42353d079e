#include "config/errc.hpp"
#include "runtime/modules/civil_time.hpp"
#include "runtime/workflow/cron.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>

using namespace troupe;
using namespace troupe::runtime;
using workflow::cron_schedule;

namespace {

// The times that follow 2026-11-23 10:20:30 UTC, a Monday.
std::string times(std::string_view schedule, int count = 1) {
  const auto read = cron_schedule::parse(schedule);
  if (!read)
    return message_of(read.error());
  int64_t at = modules::seconds_of({2026, 11, 23, 10, 20, 30}) * 1'000'000'000;
  std::string all;
  for (int i = 0; i < count; ++i) {
    const auto next = read->next_after(at);
    if (!next)
      return all + "never";
    at = *next;
    const modules::civil_time clock = modules::civil_of(at / 1'000'000'000);
    all += fmt::format("{}{}-{:02}-{:02} {:02}:{:02}", i == 0 ? "" : ", ", clock.year, clock.month, clock.day, clock.hour, clock.minute);
  }
  return all;
}

}  // namespace

TEST_CASE("cron: fields") {
  CHECK(times("* * * * *", 2) == "2026-11-23 10:21, 2026-11-23 10:22");
  CHECK(times("*/15 * * * *", 4) == "2026-11-23 10:30, 2026-11-23 10:45, 2026-11-23 11:00, 2026-11-23 11:15");
  CHECK(times("5/20 * * * *", 3) == "2026-11-23 10:25, 2026-11-23 10:45, 2026-11-23 11:05");
  CHECK(times("0 9-17/4 * * *", 3) == "2026-11-23 13:00, 2026-11-23 17:00, 2026-11-24 09:00");
  CHECK(times("30 2 1,15 * ?", 2) == "2026-12-01 02:30, 2026-12-15 02:30");
  CHECK(times("0 0 * feb-mar Mon", 2) == "2027-02-01 00:00, 2027-02-08 00:00");
  CHECK(times("0 0 * * 7") == times("0 0 * * sun"));
  CHECK(times("0 12 29 2 *") == "2028-02-29 12:00");
  CHECK(times("0 0 31 2 *") == "never");
}

TEST_CASE("cron: of two restricted days one is enough") {
  CHECK(times("0 0 25 * fri", 3) == "2026-11-25 00:00, 2026-11-27 00:00, 2026-12-04 00:00");
  CHECK(times("0 0 */2 * fri", 1) == "2026-11-27 00:00");  // a star with a step restricts nothing by itself: both must fit
}

TEST_CASE("cron: shorthands") {
  CHECK(times("@hourly") == "2026-11-23 11:00");
  CHECK(times("@daily") == "2026-11-24 00:00");
  CHECK(times("@midnight") == times("@daily"));
  CHECK(times("@weekly") == "2026-11-29 00:00");
  CHECK(times("@monthly") == "2026-12-01 00:00");
  CHECK(times("@yearly") == "2027-01-01 00:00");
  CHECK(times("@annually") == times("@yearly"));
  CHECK(times("@every 90m", 2) == "2026-11-23 11:50, 2026-11-23 13:20");
}

TEST_CASE("cron: zones") {
  CHECK(times("CRON_TZ=Asia/Tokyo 0 6 * * *") == "2026-11-23 21:00");
  CHECK(times("TZ=Asia/Kolkata 0 6 * * *") == "2026-11-24 00:30");
  // Clocks skip 02:30 on 2027-03-28 in Berlin.
  CHECK(times("CRON_TZ=Europe/Berlin 30 2 26-30 3 *", 4) == "2027-03-26 01:30, 2027-03-27 01:30, 2027-03-29 00:30, 2027-03-30 00:30");
}

TEST_CASE("cron: what is wrong is said") {
  CHECK(times("* * * *") == "invalid cron schedule: * * * * has 4 fields, five are needed: minute hour day-of-month month day-of-week");
  CHECK(times("61 * * * *") == "invalid cron schedule: 61 is no minute (0 to 59)");
  CHECK(times("* 5-3 * * *") == "invalid cron schedule: 5-3 is no hour (0 to 23)");
  CHECK(times("* * 0 * *") == "invalid cron schedule: 0 is no day of the month (1 to 31)");
  CHECK(times("* * * foo *") == "invalid cron schedule: foo is no month (1 to 12)");
  CHECK(times("*/0 * * * *") == "invalid cron schedule: */0 is no minute (0 to 59)");
  CHECK(times("1,,2 * * * *") == "invalid cron schedule: nothing is no minute (0 to 59)");
  CHECK(times("@never") == "invalid cron schedule: unknown shorthand @never");
  CHECK(times("@every soon") == "invalid cron schedule: soon is no duration of a second or more");
  CHECK(times("TZ=Nowhere/Land * * * * *") == "invalid cron schedule: unknown time zone Nowhere/Land");
  CHECK(times("") == "invalid cron schedule:  has 0 fields, five are needed: minute hour day-of-month month day-of-week");
}
