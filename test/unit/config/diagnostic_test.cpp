#include "config/diagnostic.hpp"

#include <doctest/doctest.h>

namespace troupe {

namespace {

source_mark at(const char* file, uint32_t line, uint32_t column) {
  return {std::make_shared<const std::string>(file), line, column};
}

}  // namespace

TEST_CASE("diagnostic: a finding names file, line, column, entry and remedy") {
  diagnostics findings;
  findings.error(at("app.yaml", 3, 7), {"app", "worker"}, "no entry app:pol",
                 "did you mean app:pool?");
  CHECK(findings.text()
        == "app.yaml:3:7: error: entry app:worker: no entry app:pol (did you mean app:pool?)");
}

TEST_CASE("diagnostic: parts that are unknown are left out") {
  diagnostics findings;
  findings.warn({}, "nothing is placed");
  CHECK(findings.text() == "warning: nothing is placed");
}

TEST_CASE("diagnostic: warnings alone are no failure") {
  diagnostics findings;
  findings.warn({}, "odd");
  CHECK_FALSE(findings.has_errors());
  CHECK_FALSE(findings.failure());
  findings.error({}, "wrong");
  findings.error(at("a.yaml", 1, 2), "worse");
  CHECK(findings.error_count() == 2);
  CHECK(code_of(findings.failure()) == errc::invalid);
  CHECK(message_of(findings.failure()) == "wrong\na.yaml:1:2: worse");
}

TEST_CASE("diagnostic: joining lists keeps the count of errors") {
  diagnostics first, second;
  first.error({}, "a");
  second.error({}, "b");
  second.warn({}, "c");
  first.add(std::move(second));
  CHECK(first.size() == 3);
  CHECK(first.error_count() == 2);
}

TEST_CASE("diagnostic: the nearest name is found only if it is near") {
  const std::vector<std::string_view> known{"process.lua", "process.host", "library.lua"};
  CHECK(nearest_name("proces.lua", known) == "process.lua");
  CHECK(nearest_name("process.lau", known) == "process.lua");
  CHECK(nearest_name("libary.lua", known) == "library.lua");
  CHECK(nearest_name("http.endpoint", known) == "");
  CHECK(nearest_name("x", known) == "");
}

TEST_CASE("diagnostic: the nearest id is one of the same namespace, else the nearest of all") {
  const std::vector<entry_id> known{{"app", "pool"}, {"lib", "poll"}, {"app.shop", "gateway"}};
  CHECK(nearest_id({"lib", "pol"}, known) == "lib:poll");
  CHECK(nearest_id({"app", "pol"}, known) == "app:pool");
  CHECK(nearest_id({"app.shp", "gateway"}, known) == "app.shop:gateway");
  CHECK(nearest_id({"app.shop", "x"}, known) == "");
  CHECK(suggestion(nearest_id({"app", "pol"}, known)) == " (did you mean app:pool?)");
  CHECK(suggestion("") == "");
}

}  // namespace troupe
