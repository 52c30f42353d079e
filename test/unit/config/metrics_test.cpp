#include "config/metrics.hpp"

#include "config/limits.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <thread>

namespace troupe {

namespace {

constexpr auto counter = metric_kind::counter;
constexpr auto gauge = metric_kind::gauge;
constexpr auto histogram = metric_kind::histogram;
constexpr auto add = metric_change::add;
constexpr auto set = metric_change::set;

}  // namespace

TEST_CASE("metrics: counters and gauges add up by name and labels") {
  metrics all;
  CHECK_FALSE(all.record(counter, add, "calls", {}, 1));
  CHECK_FALSE(all.record(counter, add, "calls", {}, 2.5));
  CHECK_FALSE(all.record(counter, add, "calls", {{"method", "GET"}}, 1));
  CHECK_FALSE(all.record(gauge, set, "depth", {}, 7));
  CHECK_FALSE(all.record(gauge, add, "depth", {}, -3));
  const auto seen = all.snapshot();
  REQUIRE(seen.size() == 2);
  CHECK(seen[0].name == "calls");
  REQUIRE(seen[0].series.size() == 2);
  CHECK(seen[0].series[0].value == 3.5);
  CHECK(seen[0].series[1].labels == metric_labels{{"method", "GET"}});
  CHECK(seen[1].series[0].value == 4);
}

TEST_CASE("metrics: a histogram counts what lies up to each bound") {
  metrics all;
  for (const double n : {0.001, 0.05, 0.3, 99.0})
    CHECK_FALSE(all.record(histogram, add, "seconds", {}, n));
  const metric_series seen = all.snapshot()[0].series[0];
  CHECK(seen.count == 4);
  CHECK(seen.value == doctest::Approx(99.351));
  CHECK(seen.buckets.front() == 1);
  CHECK(seen.buckets[3] == 2);  // .05 itself counts
  CHECK(seen.buckets.back() == 3);
}

TEST_CASE("metrics: what means nothing is refused") {
  metrics all;
  CHECK(code_of(all.record(counter, add, "", {}, 1)) == errc::invalid);
  CHECK(code_of(all.record(counter, add, "n", {}, -1)) == errc::invalid);
  CHECK(code_of(all.record(gauge, set, "n", {}, std::nan(""))) == errc::invalid);
  CHECK(all.snapshot().empty());
}

TEST_CASE("metrics: labels that never repeat do not fill the memory") {
  metrics all;
  for (size_t i = 0; i < limits::metric_series_max; ++i)
    all.record(counter, add, "n", {{"id", std::to_string(i)}}, 1);
  CHECK(code_of(all.record(counter, add, "n", {{"id", "one more"}}, 1)) == errc::unavailable);
  CHECK_FALSE(all.record(counter, add, "n", {{"id", "0"}}, 1));
}

TEST_CASE("metrics: many threads lose nothing") {
  metrics all;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 10'000; ++i)
        all.record(counter, add, "n", {}, 1);
    });
  for (std::thread& each : threads)
    each.join();
  CHECK(all.snapshot()[0].series[0].value == 40'000);
}

TEST_CASE("metrics: labels are sorted and each is there once") {
  metric_labels labels{{"b", "2"}, {"a", "1"}, {"b", "3"}};
  sort_labels(labels);
  CHECK(labels == metric_labels{{"a", "1"}, {"b", "2"}});
}

TEST_CASE("metrics: the text that Prometheus reads") {
  metrics all;
  all.record(counter, add, "http.calls", {{"path", "/a\"\\\n"}}, 2);
  all.record(histogram, add, "seconds", {}, 0.01);
  const std::string text = to_prometheus(all.snapshot());
  CHECK(text.starts_with("# TYPE http_calls counter\nhttp_calls{path=\"/a\\\"\\\\\\n\"} 2\n# TYPE seconds histogram\n"
                         "seconds_bucket{le=\"0.005\"} 0\nseconds_bucket{le=\"0.01\"} 1\n"));
  CHECK(text.ends_with("seconds_bucket{le=\"+Inf\"} 1\nseconds_sum 0.01\nseconds_count 1\n"));
}

}  // namespace troupe
