#include "runtime/modules/date_text.hpp"
#include "test/support/clock_rig.hpp"

#include <doctest/doctest.h>

namespace troupe::runtime::modules {

namespace {

std::string date(std::string_view format,
                 const shown_time& when = {{2024, 12, 9, 15, 4, 5}, 0, -5 * 3'600, "EST"}) {
  char text[200];
  const size_t size = format_date(format, when, text);
  return {text, size};
}

// The value of an expression in a machine whose clock shows 2001-09-09 01:46:40 UTC.
std::string eval(const std::string& expression) {
  test::clock_rig machine{
    "return function() time.after('1000000000s'):receive() return tostring(" + expression + ") end",
    {"time"}};
  machine.advance(std::chrono::seconds{1'000'000'000});
  return machine.end();
}

}  // namespace

TEST_CASE("os.date: every specifier") {
  CHECK(date("%a %A %b %B %d") == "Mon Monday Dec December 09");
  CHECK(date("%c") == "Mon Dec  9 15:04:05 2024");
  CHECK(date("%H %I %j %m %M %p %S") == "15 03 344 12 04 PM 05");
  CHECK(date("%U %W %w") == "50 50 1");
  CHECK(date("%x %X %y %Y %z %Z %%") == "12/09/24 15:04:05 24 2024 -0500 EST %");
}

TEST_CASE("os.date: unknown specifiers and other text are copied") {
  CHECK(date("%Q %") == "%Q %");
  CHECK(date("Jan 2006") == "Jan 2006");
  CHECK(date("") == "");
}

TEST_CASE("os: time and date follow the process's clock") {
  CHECK(eval("os.time()") == "1000000000");
  CHECK(eval("os.clock()") == "1000000000");
  CHECK(eval("os.date('!%Y-%m-%d %H:%M:%S')") == "2001-09-09 01:46:40");
  CHECK(eval("os.date('!%c', 0)") == "Thu Jan  1 00:00:00 1970");
  CHECK(eval("os.date('!%X', -0.5)") == "23:59:59");
  CHECK(eval("#os.date(('x'):rep(1000))") == "1000");
}

TEST_CASE("os.date: *t gives the parts") {
  CHECK(eval("(function() local t = os.date('!*t', 951782400) "
             "return table.concat({t.year, t.month, t.day, t.hour, t.min, t.sec, t.wday, t.yday, "
             "tostring(t.isdst)}, ' ') "
             "end)()")
        == "2000 2 29 0 0 0 3 60 false");
}

TEST_CASE("os.time: missing date parts are today's, missing time parts zero") {
  CHECK(eval("os.time{year = 2024, month = 1, day = 1, sec = 30} - os.time{year = 2024, month = 1, "
             "day = 1}")
        == "30");
  CHECK(eval("os.date('%Y-%m-%d %H:%M:%S', os.time{hour = 5})").substr(11) == "05:00:00");
  CHECK(eval("os.date('%m-%d', os.time{year = 2024, month = 14, day = 0})") == "01-31");
  CHECK(eval("pcall(os.time, {year = 'x'})") == "false");
  CHECK(eval("pcall(os.time, 5)") == "false");
  CHECK(eval("select(2, pcall(os.time, {day = {}}))")
        == "bad argument #1 to '?' (field 'day' must be a number)");
}

TEST_CASE("os: the rest") {
  CHECK(eval("os.difftime(30, 10)") == "20");
  CHECK(eval("os.platform") == "wippy");
  CHECK(eval("os.execute or os.getenv or os.exit") == "nil");
}

}  // namespace troupe::runtime::modules
