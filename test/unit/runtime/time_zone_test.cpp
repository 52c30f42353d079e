#include "runtime/modules/time_zone.hpp"

#include "runtime/modules/civil_time.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace troupe::runtime::modules {

namespace {

std::string at(const time_zone& zone, int64_t unix_seconds) {
  const zone_state state = zone.at(unix_seconds);
  return std::string{state.abbreviation} + " " + std::to_string(state.offset);
}

int64_t utc(int64_t year, int month, int day, int hour = 0, int minute = 0) {
  return seconds_of({year, month, day, hour, minute, 0});
}

// Big endian, as zone files have it.
std::string number(int64_t n, size_t width) {
  std::string bytes;
  for (size_t i = width; i-- > 0;)
    bytes += static_cast<char>(static_cast<uint64_t>(n) >> (8 * i) & 0xffU);
  return bytes;
}

// A small zone file of version 2 whose list of changes ends in 2000.
std::string small_file(std::string_view rule) {
  const std::string kinds = number(3'600, 4) + '\0' + '\0' + number(7'200, 4) + '\1' + '\4';
  const std::string names{"CET\0CEST\0", 9};
  std::string bytes = "TZif2" + std::string(15, '\0');
  for (const int64_t count : {0, 0, 0, 0, 1, 1})
    bytes += number(count, 4);
  bytes += number(0, 4) + '\0' + '\0' + '\0';
  bytes += "TZif2" + std::string(15, '\0');
  for (const int64_t count : {0, 0, 0, 2, 2, 9})
    bytes += number(count, 4);
  bytes += number(utc(2000, 3, 26, 1), 8) + number(utc(2000, 10, 29, 1), 8);
  bytes += std::string{'\1', '\0'} + kinds + names;
  return bytes + "\n" + std::string{rule} + "\n";
}

}  // namespace

TEST_CASE("time zone rule: summer begins and ends as the rule says") {
  const auto zone = *time_zone::from_rule("x", "CET-1CEST,M3.5.0,M10.5.0/3");
  CHECK(at(zone, utc(2024, 3, 31, 0, 59)) == "CET 3600");
  CHECK(at(zone, utc(2024, 3, 31, 1)) == "CEST 7200");
  CHECK(at(zone, utc(2024, 10, 27, 0, 59)) == "CEST 7200");
  CHECK(at(zone, utc(2024, 10, 27, 1)) == "CET 3600");
  CHECK(at(zone, utc(2100, 7, 1)) == "CEST 7200");
}

TEST_CASE("time zone rule: south of the equator summer spans the new year") {
  const auto zone = *time_zone::from_rule("x", "AEST-10AEDT,M10.1.0,M4.1.0/3");
  CHECK(at(zone, utc(2024, 1, 1)) == "AEDT 39600");
  CHECK(at(zone, utc(2024, 7, 1)) == "AEST 36000");
  CHECK(at(zone, utc(2024, 12, 31)) == "AEDT 39600");
}

TEST_CASE("time zone rule: all spellings of the notation") {
  CHECK(at(*time_zone::from_rule("x", "UTC0"), 0) == "UTC 0");
  CHECK(at(*time_zone::from_rule("x", "<+0330>-3:30"), 0) == "+0330 12600");
  CHECK(at(*time_zone::from_rule("x", "<-03>3"), 0) == "-03 -10800");
  CHECK(at(*time_zone::from_rule("x", "EST5EDT"), utc(2024, 7, 1)) == "EDT -14400");
  const auto julian = *time_zone::from_rule("x", "AAA0BBB,J60/0,J365/24");
  CHECK(at(julian, utc(2024, 2, 29, 23)) == "AAA 0");
  CHECK(at(julian, utc(2024, 3, 1)) == "BBB 3600");
  const auto counted = *time_zone::from_rule("x", "AAA0BBB,59/0,364/0");
  CHECK(at(counted, utc(2024, 2, 29)) == "BBB 3600");
  const auto early = *time_zone::from_rule("x", "<-02>2<-01>,M3.5.0/-1,M10.5.0/0");
  CHECK(at(early, utc(2024, 3, 31, 0, 59)) == "-02 -7200");
  CHECK(at(early, utc(2024, 3, 31, 1)) == "-01 -3600");
}

TEST_CASE("time zone rule: malformed texts are none") {
  for (const char* text :
       {"", "CET", "C-1", "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M10.5.0",
        "CET-1CEST,M3.5.0,M10.5.0x", "<+03-3", "12:00", "Europe/Berlin", "CET-999"})
    CHECK_FALSE(time_zone::from_rule("x", text));
}

TEST_CASE("time zone file: changes, then the rule after the last of them") {
  const auto zone = time_zone::from_file("x", small_file("CET-1CEST,M3.5.0,M10.5.0/3"));
  REQUIRE(zone);
  CHECK(at(*zone, utc(1990, 7, 1)) == "CET 3600");
  CHECK(at(*zone, utc(2000, 7, 1)) == "CEST 7200");
  CHECK(at(*zone, utc(2000, 12, 1)) == "CET 3600");
  CHECK(at(*zone, utc(2050, 7, 1)) == "CEST 7200");
}

TEST_CASE("time zone file: without a rule the last change holds") {
  const auto zone = time_zone::from_file("x", small_file(""));
  REQUIRE(zone);
  CHECK(at(*zone, utc(2050, 7, 1)) == "CET 3600");
}

TEST_CASE("time zone file: no part of it missing or wrong is accepted") {
  const std::string whole = small_file("CET-1");
  const size_t data_end = whole.find("\nCET-1");
  for (size_t size = 0; size < data_end; ++size)
    CHECK_FALSE(time_zone::from_file("x", std::string_view{whole}.substr(0, size)));
  for (size_t i = 0; i < data_end; ++i)
    for (const char wrong : {'\x7f', '\xff'}) {
      std::string spoilt = whole;
      spoilt[i] = wrong;
      if (const auto zone = time_zone::from_file("x", spoilt))
        at(*zone, 0);  // must not read out of bounds
    }
}

TEST_CASE("time zone: clocks that are set forward or back") {
  const auto zone = *time_zone::from_rule("x", "CET-1CEST,M3.5.0,M10.5.0/3");
  CHECK(zone.unix_of(utc(2024, 7, 1, 12)) == utc(2024, 7, 1, 10));
  CHECK(zone.unix_of(utc(2024, 1, 1, 12)) == utc(2024, 1, 1, 11));
  // 02:30 comes twice on the last Sunday of October, and not at all on that of March.
  const int64_t twice = zone.unix_of(utc(2024, 10, 27, 2, 30));
  CHECK((twice == utc(2024, 10, 27, 0, 30) || twice == utc(2024, 10, 27, 1, 30)));
  const int64_t skipped = zone.unix_of(utc(2024, 3, 31, 2, 30));
  CHECK((skipped == utc(2024, 3, 31, 0, 30) || skipped == utc(2024, 3, 31, 1, 30)));
}

TEST_CASE("time zone: an abbreviation means the offset in use, or any it ever meant") {
  const auto zone = *time_zone::from_rule("x", "CET-1CEST,M3.5.0,M10.5.0/3");
  CHECK(zone.offset_of("CEST", utc(2024, 7, 1)) == 7'200);
  CHECK(zone.offset_of("CET", utc(2024, 1, 1)) == 3'600);
  CHECK(zone.offset_of("CET", utc(2024, 7, 1)) == 3'600);
  CHECK_FALSE(zone.offset_of("EST", utc(2024, 7, 1)));
}

TEST_CASE("time zone: fixed zones show name and offset") {
  const zone_ptr zone = time_zone::fixed("CET", 3'600);
  CHECK(zone->name() == "CET");
  CHECK(at(*zone, 0) == "CET 3600");
  CHECK(zone->unix_of(3'600) == 0);
  CHECK(zone->offset_of("CET", 0) == 3'600);
}

TEST_CASE("time zone: the database knows places and refuses other paths") {
  CHECK(time_zone::find("UTC") == time_zone::utc());
  CHECK(time_zone::find("Local") == time_zone::local());
  CHECK(time_zone::local()->name() == "Local");
  for (const char* name : {"", "Invalid/Location", "/etc/localtime", "../zoneinfo/UTC", "America",
                           "tzdata.zi", "zone.tab"})
    CHECK(time_zone::find(name) == nullptr);
  if (!std::filesystem::exists("/usr/share/zoneinfo/America/New_York"))
    return;  // a machine without tzdata
  const zone_ptr zone = time_zone::find("America/New_York");
  REQUIRE(zone != nullptr);
  CHECK(zone == time_zone::find("America/New_York"));
  CHECK(zone->name() == "America/New_York");
  CHECK(at(*zone, utc(2025, 7, 1)) == "EDT -14400");
  CHECK(at(*zone, utc(2025, 1, 1)) == "EST -18000");
  CHECK(at(*zone, utc(2080, 7, 1)) == "EDT -14400");  // after the changes that files list
  CHECK(at(*zone, utc(1850, 1, 1)) == "LMT -17762");
}

}  // namespace troupe::runtime::modules
