#include "config/log.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <ctime>
#include <string>
#include <thread>
#include <vector>

namespace troupe {

namespace {

const document fields = document::map{{"port", 8080}, {"name", "a\"b"}};
const log::record sample{log::level::warn, "http", "listening", fields, 1'700'000'000'123'456'789};

struct utc {
  utc() {
    ::setenv("TZ", "UTC", 1);
    ::tzset();
  }
};

}  // namespace

TEST_CASE("log: the default line is divided by tabs") {
  const utc zone;
  CHECK(log::format_line(log::style::plain, false, sample, 0)
        == "2023-11-14 22:13:20\tWARN\thttp\tlistening\t{\"port\": 8080, \"name\": \"a\\\"b\"}");
  const document none;
  const log::record bare{log::level::info, "", "hello", none, 0};
  CHECK(log::format_line(log::style::plain, false, bare, 0) == "1970-01-01 00:00:00\tINFO\thello");
}

TEST_CASE("log: the console line begins with the seconds since the start") {
  CHECK(log::format_line(log::style::console, false, sample, 1.5)
        == "  1.50s\tWARN \thttp        \tlistening\t{\"port\": 8080, \"name\": \"a\\\"b\"}");
  const std::string coloured = log::format_line(log::style::console, true, sample, 1.5);
  CHECK(coloured.find("\x1b[33mWARN \x1b[0m") != std::string::npos);
  CHECK(coloured == log::format_line(log::style::console, true, sample, 1.5));
}

TEST_CASE("log: a record that is a block has a line for each field where people read, one line elsewhere") {
  const utc zone;
  const document parts = document::map{{"error", "bo\x1bom"}, {"traceback", "a:1\nb:2"}, {"topics", document::list{"x", "y"}},
                                       {"none", document::list{}}};
  const log::record block{log::level::error, "process", "failed", parts, 0, log::shape::block};
  const std::string lines = "failed\n    error      bo om\n    traceback  a:1\n               b:2\n    topics     x, y\n    none       -";
  CHECK(log::format_line(log::style::plain, false, block, 0, true) == "1970-01-01 00:00:00\tERROR\tprocess\t" + lines);
  CHECK(log::format_line(log::style::console, false, block, 0, true) == "  0.00s\tERROR\tprocess     \t" + lines);
  CHECK(log::format_line(log::style::plain, false, block, 0).find('\n') == std::string::npos);
  CHECK(log::format_line(log::style::json, false, block, 0, true).find('\n') == std::string::npos);
  CHECK(log::format_line(log::style::plain, false, sample, 0, true) == log::format_line(log::style::plain, false, sample, 0));
}

TEST_CASE("log: the JSON line is one object") {
  const utc zone;
  CHECK(
    log::format_line(log::style::json, false, sample, 0)
    == R"({"level":"warn","ts":"2023-11-14T22:13:20.123Z","logger":"http","msg":"listening","port":8080,"name":"a\"b"})");
  ::setenv("TZ", "XXX-01:30", 1);
  ::tzset();
  CHECK(log::format_line(log::style::json, false, sample, 0).find("T23:43:20.123+0130")
        != std::string::npos);
}

TEST_CASE("log: a listener hears every record, also while nothing is shown") {
  std::vector<std::string> heard;
  log::configure({.silent = true});
  log::listen([&](const log::record& each) { heard.emplace_back(each.message); });
  const uint64_t before = log::emissions(log::level::debug);
  log::debug("test", "one");
  log::hide();
  log::error("test", "two");
  log::show();
  CHECK(heard == std::vector<std::string>{"one", "two"});
  CHECK(log::emissions(log::level::debug) == before + 1);
  CHECK(log::enabled(log::level::debug));
  log::listen({});
  CHECK_FALSE(log::enabled(log::level::error));
  log::configure({});
  CHECK(log::enabled(log::level::info));
  CHECK_FALSE(log::enabled(log::level::debug));
}

TEST_CASE("log: threads do not tear each other's records") {
  size_t heard = 0;
  log::configure({.silent = true});
  log::listen([&](const log::record&) { ++heard; });
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([] {
      for (int n = 0; n < 500; ++n)
        log::info("test", "x");
    });
  for (std::thread& each : threads)
    each.join();
  log::listen({});
  log::configure({});
  CHECK(heard == 2000);
}

}  // namespace troupe
