#include "actors/env_table.hpp"

#include "config/log.hpp"

#include <doctest/doctest.h>

namespace troupe::actors {

namespace {

class plain_storage final : public env_storage {
public:
  caf::expected<std::optional<std::string>> get(const std::string& key) override {
    const auto found = values.find(key);
    return found == values.end() ? std::nullopt : std::optional{found->second};
  }
  caf::error set(const std::string& key, const std::string& value) override {
    values[key] = value;
    return {};
  }
  std::map<std::string, std::string> values;
};

struct fixture {
  fixture() {
    log::configure({.silent = true});
    table.publish({{"app:memory", storage}}, {{"app:port", "PORT", "app:memory", "80", false},
                                              {"app:secret", "", "app:memory", "", false},
                                              {"app:fixed", "FIXED", "app:memory", "", true},
                                              {"lib:port", "PORT", "app:memory", "", false},
                                              {"app:lost", "LOST", "app:nowhere", "", false}});
  }
  std::string get(std::string_view name, std::string_view home = "app") const {
    const auto value = table.get(name, home);
    return value ? *value : std::string{kind_name(code_of(value.error()))};
  }

  std::shared_ptr<plain_storage> storage = std::make_shared<plain_storage>();
  env_table table;
};

}  // namespace

TEST_CASE_FIXTURE(fixture, "env: a variable is found by public name, id, and bare name in its namespace") {
  storage->values = {{"PORT", "8080"}, {"app:secret", "s"}};
  CHECK(get("PORT", "elsewhere") == "8080");
  CHECK(get("app:port", "elsewhere") == "8080");
  CHECK(get("port") == "8080");
  CHECK(get("port", "elsewhere") == "NotFound");
  CHECK(get("secret") == "s");
  CHECK(get("app:secret", "elsewhere") == "s");
  CHECK(get("") == "Invalid");
  CHECK(get("HOME") == "NotFound");
}

TEST_CASE_FIXTURE(fixture, "env: an unset or empty value is the default, or not found") {
  CHECK(get("PORT") == "80");
  storage->values["PORT"] = "";
  CHECK(get("PORT") == "80");
  CHECK(get("FIXED") == "NotFound");
  CHECK(get("LOST") == "NotFound");
}

TEST_CASE_FIXTURE(fixture, "env: setting writes to the storage unless the variable is read-only") {
  CHECK_FALSE(table.set("PORT", "app", "1"));
  CHECK(storage->values["PORT"] == "1");
  CHECK_FALSE(table.set("secret", "app", "2"));
  CHECK(storage->values["app:secret"] == "2");
  CHECK(code_of(table.set("FIXED", "app", "x")) == errc::permission_denied);
  CHECK(code_of(table.set("NEW", "app", "x")) == errc::not_found);
  CHECK(code_of(table.set("LOST", "app", "x")) == errc::not_found);
  CHECK(code_of(table.set("", "app", "x")) == errc::invalid);
}

TEST_CASE_FIXTURE(fixture, "env: of two variables with a public name the first keeps it, the other has its id") {
  storage->values = {{"PORT", "8080"}, {"app:secret", "s"}};
  CHECK(get("lib:port") == "8080");
  CHECK(table.all() == std::map<std::string, std::string>{{"PORT", "8080"}, {"app:secret", "s"}, {"lib:port", "8080"}});
}

TEST_CASE_FIXTURE(fixture, "env: what is published anew takes the place of what was") {
  table.publish({}, {});
  CHECK(get("PORT") == "NotFound");
  CHECK(table.all().empty());
}

}  // namespace troupe::actors
