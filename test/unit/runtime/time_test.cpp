#include "test/support/clock_rig.hpp"

#include <doctest/doctest.h>

namespace troupe::runtime::modules {

namespace {

using namespace std::chrono_literals;

// What a function body returns, in a machine whose clock stands at the epoch.
std::string result(const std::string& body) {
  test::clock_rig machine{"return function() " + body + " end", {"time"}};
  return machine.end();
}

std::string eval(const std::string& expression) {
  return result("return tostring(" + expression + ")");
}

// The error that an expression returns, as `kind: message`.
std::string failure(const std::string& expression) {
  return result("local v, e = " + expression
                + " return tostring(v) .. ' ' .. e:kind() .. ': ' .. e:message()");
}

std::string raised(const std::string& expression) {
  return result("local ok, e = pcall(function() return " + expression
                + " end) return tostring(ok) .. ' ' .. tostring(e)");
}

const std::string noon = "time.date(2024, 12, 29, 15, 4, 5, 0, time.utc)";

}  // namespace

TEST_CASE("time: a date's parts") {
  CHECK(result("local t = " + noon
               + " local y, m, d = t:date() local h, mi, s = t:clock() "
                 "return table.concat({y, m, d, h, mi, s, t:year(), t:month(), t:day(), t:hour(), "
                 "t:minute(), t:second(), "
                 "t:nanosecond(), t:weekday(), t:year_day(), t:unix()}, ' ')")
        == "2024 12 29 15 4 5 2024 12 29 15 4 5 0 0 364 1735484645");
  CHECK(eval(noon) == "2024-12-29 15:04:05 +0000 UTC");
  CHECK(eval("time.date(2024, 13, 32, 25, 61, 61, -1, time.utc):format(time.RFC3339NANO)")
        == "2025-02-02T02:02:00.999999999Z");
  CHECK(eval("time.date(1970, 1, 1, 0, 0, 0, 1, time.utc):unix_nano()") == "1");
  CHECK(eval("time.unix(1, -1):utc()") == "1970-01-01 00:00:00.999999999 +0000 UTC");
  CHECK(eval("time.date(1, 1, 1, 0, 0, 0, 0, time.utc):is_zero()") == "true");
  CHECK(eval(noon + ":is_zero()") == "false");
}

TEST_CASE("time: now is the process's clock in the local zone") {
  CHECK(eval("time.now():unix()") == "0");
  CHECK(eval("time.now():location():string()") == "Local");
  CHECK(eval("time.now():utc():location()") == "UTC");
}

TEST_CASE("time: arithmetic") {
  CHECK(eval(noon + ":add('1h30m')") == "2024-12-29 16:34:05 +0000 UTC");
  CHECK(eval(noon + ":add(time.HOUR):add(time.parse_duration('-2h'))")
        == "2024-12-29 14:04:05 +0000 UTC");
  CHECK(eval(noon + ":sub(time.date(2024, 12, 29, 14, 4, 4, 5e8, time.utc))") == "1h0m0.5s");
  CHECK(eval("time.date(3000, 1, 1, 0, 0, 0, 0):sub(time.date(1, 1, 1, 0, 0, 0, 0))")
        == "2562047h47m16.854775807s");
  CHECK(eval(noon + ":add_date(1, 2, 3)") == "2026-03-04 15:04:05 +0000 UTC");
  CHECK(eval(noon + ":before(" + noon + ":add(1))") == "true");
  CHECK(eval(noon + ":after(" + noon + ":add(1))") == "false");
  CHECK(eval(noon + ":equal(" + noon + ":in_local())") == "true");
}

TEST_CASE("time: round and truncate count from the year one") {
  const std::string t = "time.date(2024, 1, 1, 12, 34, 56, 789000000, time.utc)";
  CHECK(eval(t + ":round(time.parse_duration('1s'))") == "2024-01-01 12:34:57 +0000 UTC");
  CHECK(eval(t + ":truncate(time.parse_duration('1m'))") == "2024-01-01 12:34:00 +0000 UTC");
  CHECK(eval(t + ":round(time.parse_duration('1h'))") == "2024-01-01 13:00:00 +0000 UTC");
  CHECK(eval(t + ":truncate(time.parse_duration('168h'))") == "2024-01-01 00:00:00 +0000 UTC");
  CHECK(eval(t + ":round(time.parse_duration('0'))") == "2024-01-01 12:34:56.789 +0000 UTC");
}

TEST_CASE("time: parsing") {
  CHECK(eval("time.parse(time.DATE_TIME, '2024-12-29 15:04:05', time.utc)")
        == "2024-12-29 15:04:05 +0000 UTC");
  CHECK(eval("time.parse(time.RFC3339, '2024-12-29T15:04:05+05:30'):utc()")
        == "2024-12-29 09:34:05 +0000 UTC");
  CHECK(eval("time.parse(time.RFC3339, '2024-12-29T15:04:05+05:30', time.utc)")
        == "2024-12-29 15:04:05 +0530 +0530");
  CHECK(eval("time.parse('15:04 MST', '12:00 GMT+2')") == "0000-01-01 12:00:00 +0200 GMT+2");
  CHECK(eval("time.parse('2006 MST', '2024 XYZ')") == "2024-01-01 00:00:00 +0000 XYZ");
  CHECK(eval("time.parse('2006-01-02 MST', '2024-07-01 BST', time.fixed_zone('BST', 3600)):unix()")
        == "1719788400");
  CHECK(failure("time.parse('2006-01-02', 'invalid-date')")
        == "nil Invalid: parsing time \"invalid-date\" as \"2006-01-02\": cannot parse \"invalid-date\" as \"2006\"");
  CHECK(failure("time.parse('2006-01-02', '2024-13-01')")
        == "nil Invalid: parsing time \"2024-13-01\": month out of range");
  CHECK(failure("time.parse('2006', '2024x')")
        == "nil Invalid: parsing time \"2024x\": extra text: \"x\"");
  CHECK(raised("time.parse('2006', '2024', nil)").starts_with("false "));
  CHECK(raised("time.parse('2006')").starts_with("false "));
}

TEST_CASE("time: durations") {
  CHECK(eval("time.parse_duration('1h30m45s')") == "1h30m45s");
  CHECK(eval("time.parse_duration(time.SECOND):seconds()") == "1");
  CHECK(eval("time.parse_duration('1500us'):milliseconds()") == "1");
  CHECK(eval("time.parse_duration('-1500us'):microseconds()") == "-1500");
  CHECK(eval("time.parse_duration('90m'):hours()") == "1.5");
  CHECK(eval("time.parse_duration('90s'):minutes()") == "1.5");
  CHECK(eval("time.parse_duration('1ms'):nanoseconds()") == "1000000");
  CHECK(failure("time.parse_duration('invalid')") == "nil Invalid: invalid duration \"invalid\"");
  CHECK(failure("time.parse_duration('10')") == "nil Invalid: invalid duration \"10\"");
  CHECK(failure("time.parse_duration({})") == "nil Invalid: duration expected, got table");
  CHECK(failure("time.parse_duration(0/0)") == "nil Invalid: duration expected, got number");
}

TEST_CASE("time: locations") {
  CHECK(eval("time.fixed_zone('X', 3600)") == "X");
  CHECK(eval(noon + ":in_location(time.fixed_zone('X', 3600))") == "2024-12-29 16:04:05 +0100 X");
  CHECK(eval("time.load_location('UTC')") == "UTC");
  CHECK(eval("time.localtz:string()") == "Local");
  CHECK(failure("time.load_location('')") == "nil Invalid: empty location name");
  CHECK(failure("time.load_location('Invalid/Location')")
        == "nil NotFound: unknown time zone Invalid/Location");
}

TEST_CASE("time: misuse raises") {
  CHECK(raised("time.unix(1)").find("number expected, got no value") != std::string::npos);
  CHECK(raised("time.date(2024, 1, 1)").find("number expected") != std::string::npos);
  CHECK(raised("time.date(2024, 1, 1, 0, 0, 0, 0, 'UTC')").find("Location expected, got string")
        != std::string::npos);
  CHECK(raised("time.date(1e99, 1, 1, 0, 0, 0, 0)").find("number out of range")
        != std::string::npos);
  CHECK(raised(noon + ":add('x')").find("invalid duration \"x\"") != std::string::npos);
  CHECK(raised(noon + ":add({})").find("duration expected, got table") != std::string::npos);
  CHECK(raised(noon + ":before(1)").find("Time expected, got number") != std::string::npos);
  CHECK(raised(noon + ":round('1s')").find("Duration expected, got string") != std::string::npos);
  CHECK(raised("time.now() < time.now()").starts_with("false "));
  CHECK(raised("time.unix(9e16, 0):add_date(1e8, 1e12, 1e12)").find("time out of range")
        != std::string::npos);
}

TEST_CASE("time: sleep ends when its time has come") {
  test::clock_rig machine{"return function() time.sleep('10ms') return time.now():unix_nano() end",
                          {"time"}};
  machine.advance(9ms);
  CHECK(machine.end().empty());
  machine.advance(1ms);
  CHECK(machine.end() == "10000000");
}

TEST_CASE("time: sleep of nothing returns at once, of nonsense answers an error") {
  CHECK(eval("select('#', time.sleep(0)) + select('#', time.sleep(-5))") == "0");
  CHECK(failure("time.sleep('soon')") == "nil Invalid: time.sleep: invalid duration \"soon\"");
}

TEST_CASE("time: after delivers the time once and closes") {
  test::clock_rig machine{
    "return function() local ch = time.after('5ms') local t, ok = ch:receive() local u, more = "
    "ch:receive() "
    "return t:unix_nano() .. tostring(ok) .. tostring(u) .. tostring(more) end",
    {"time"}};
  machine.advance(5ms);
  CHECK(machine.end() == "5000000truenilfalse");
  CHECK(failure("time.after(0)") == "nil Invalid: time.after: duration must be > 0");
  CHECK(failure("time.timer('-1s')") == "nil Invalid: time.timer: duration must be > 0");
  CHECK(failure("time.ticker(0)") == "nil Invalid: time.ticker: duration must be > 0");
  CHECK(failure("time.after({})") == "nil Invalid: time.after: duration expected, got table");
}

TEST_CASE("time: a timer's channel is one object, and stop closes it") {
  CHECK(eval("(function() local t = time.timer('1s') return t:channel() == t:response() end)()")
        == "true");
  test::clock_rig machine{
    "return function() local t = time.timer('1s') local first, again = t:stop(), t:stop() local v, "
    "ok = t:channel():receive() "
    "return tostring(first) .. tostring(again) .. tostring(v) .. tostring(ok) end",
    {"time"}};
  CHECK(machine.end() == "truefalsenilfalse");
  CHECK(machine.armed() == 0);
}

TEST_CASE("time: a timer can be reset while it runs, after it fired, and after it was stopped") {
  test::clock_rig machine{
    "return function() local t = time.timer('1s') local ch = t:channel() local log = {} "
    "log[#log + 1] = tostring(t:reset('5ms')) log[#log + 1] = ch:receive():unix_nano() "
    "log[#log + 1] = tostring(t:reset('5ms')) log[#log + 1] = ch:receive():unix_nano() "
    "t:stop() log[#log + 1] = tostring(t:reset('5ms')) log[#log + 1] = ch:receive():unix_nano() "
    "log[#log + 1] = tostring(ch == t:channel()) return table.concat(log, ' ') end",
    {"time"}};
  machine.advance(20ms);
  CHECK(machine.end() == "true 5000000 false 10000000 false 15000000 true");
}

TEST_CASE("time: a reset timer forgets a delivery that nobody took") {
  test::clock_rig machine{
    "return function() local t = time.timer('5ms') time.sleep('6ms') t:reset('5ms') "
    "return t:channel():receive():unix_nano() end",
    {"time"}};
  machine.advance(20ms);
  CHECK(machine.end() == "11000000");
}

TEST_CASE("time: a ticker keeps sixteen unread ticks and drops the rest") {
  test::clock_rig machine{
    "return function() local t = time.ticker('1ms') time.sleep('40ms') local stopped = t:stop() "
    "local n, last = 0, nil "
    "while true do local v, ok = t:channel():receive() if not ok then break end n, last = n + 1, v "
    "end "
    "return tostring(stopped) .. ' ' .. n .. ' ' .. last:unix_nano() .. ' ' .. tostring(t:stop()) "
    "end",
    {"time"}};
  machine.advance(50ms);
  CHECK(machine.end() == "true 16 16000000 true");
  CHECK(machine.armed() == 0);
}

TEST_CASE("time: constants") {
  CHECK(eval("time.NANOSECOND + time.MICROSECOND + time.MILLISECOND + time.SECOND + time.MINUTE + "
             "time.HOUR")
        == "3661001001001");
  CHECK(eval("time.JANUARY .. time.DECEMBER .. time.SUNDAY .. time.SATURDAY") == "11206");
  CHECK(eval(noon + ":format(time.RFC1123Z)") == "Sun, 29 Dec 2024 15:04:05 +0000");
  CHECK(eval(noon + ":format(time.STAMP_MILLI)") == "Dec 29 15:04:05.000");
  CHECK(eval(noon + ":format_rfc3339()") == "2024-12-29T15:04:05Z");
  CHECK(eval("#" + noon + ":format(('2006'):rep(100))") == "400");
}

}  // namespace troupe::runtime::modules
