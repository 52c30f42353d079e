#include "config/duration.hpp"

#include <doctest/doctest.h>

namespace troupe {

using namespace std::chrono_literals;

TEST_CASE("duration: what is formatted reads back as the same") {
  for (const std::chrono::nanoseconds span :
       {0ns, 1ns, 1500ns, 250'000'000ns, 1'500'000'000ns, 5'445'000'000'000ns, -3'000'000'000ns})
    CHECK(parse_duration(format_duration(span)) == span);
}

TEST_CASE("duration: three digits are enough for people") {
  const auto text = [](std::chrono::nanoseconds span) {
    return format_duration(rounded_duration(span));
  };
  CHECK(text(95'240'313ns) == "95.2ms");
  CHECK(text(1'047'654'321ns) == "1.05s");
  CHECK(text(12'345'678'901ns) == "12.3s");
  CHECK(text(999'999'999ns) == "1s");
  CHECK(text(90s) == "1m30s");
  CHECK(text(754'321'000'000ns) == "12m34s");
  CHECK(text(3'723'900'000'000ns) == "1h2m4s");
  CHECK(text(-95'240'313ns) == "-95.2ms");
  CHECK(text(999ns) == "999ns");
  CHECK(text(0ns) == "0s");
  CHECK(rounded_duration(std::chrono::nanoseconds::max()) == std::chrono::nanoseconds::max());
  CHECK(rounded_duration(std::chrono::nanoseconds::min()) == std::chrono::nanoseconds::min());
}

}  // namespace troupe
