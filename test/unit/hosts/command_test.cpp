#include "hosts/command.hpp"

#include "config/errc.hpp"
#include "config/yaml.hpp"

#include <doctest/doctest.h>

using namespace troupe;
using namespace troupe::hosts;

namespace {

registry::entry_ptr entry(const char* id, const char* kind, document command) {
  registry::entry made;
  made.id = entry_id::parse(id);
  made.kind = kind;
  made.meta = document{document::map{{"command", std::move(command)}}};
  return std::make_shared<const registry::entry>(std::move(made));
}

document named(const char* name) { return document{document::map{{"name", document{name}}, {"short", document{"text"}}}}; }

}  // namespace

TEST_CASE("command: process entries with a named command, sorted; nothing else") {
  const auto found = commands_of({entry("a:z", "process.lua", named("zeta")), entry("a:y", "process.lua", named("alpha")),
                                  entry("a:f", "function.lua", named("function")), entry("a:t", "process.lua", document{"text"}),
                                  entry("a:e", "process.lua", named(""))});
  REQUIRE(found.size() == 2);
  CHECK(found[0].name == "alpha");
  CHECK(found[1].entry.text() == "a:z");
  CHECK(found[0].summary == "text");
  CHECK(found[0].use_case == "run");
  CHECK_FALSE(found[0].is_main);
}

TEST_CASE("command: an unknown name answers the platform's text and the nearest name") {
  const auto known = commands_of({entry("a:m", "process.lua", named("migrate"))});
  CHECK(find_command(known, "migrate")->entry.text() == "a:m");
  const auto missing = find_command(known, "migrat");
  REQUIRE_FALSE(missing);
  CHECK(message_of(missing.error())
        == "command \"migrat\" not found. Use 'wippy run list' to see available commands (did you mean \"migrate\"?)");
}

TEST_CASE("command: a security block is read as a service's, and checked") {
  const auto with = [](const std::string& block) {
    auto made = parse_yaml("{name: go, security: " + block + "}", "app.yaml");
    REQUIRE(made);
    return entry("a:m", "process.lua", std::move(*made));
  };
  const auto told = [](const registry::entry_ptr& from) {
    diagnostics findings;
    check_command(*from, findings);
    return findings.text();
  };
  const registry::entry_ptr good = with("{actor: {id: x, meta: {level: 3}}, policies: \"cmd:deny\", groups: [g]}");
  CHECK(told(good).empty());
  const registry::security_block read = commands_of({good}).front().security;
  CHECK(read.actor_id == "x");
  CHECK(read.actor_meta.find("level") != nullptr);
  CHECK(read.policies == std::vector{entry_id{"cmd", "deny"}});
  CHECK(read.groups == std::vector{entry_id{"a", "g"}});
  CHECK(told(with("{actor: operator, policies: [deny]}"))
        == "app.yaml:1:30: error: entry a:m: field \"meta.command.security.actor\": expected a map, got string \"operator\" "
           "(write {id: \"operator\"})");
  CHECK(told(with("{actor: {id: x}, policy: [deny]}"))
        == "app.yaml:1:47: warning: entry a:m: field \"meta.command.security.policy\" is not known and has no effect "
           "(known are actor, groups, policies)");
  CHECK(told(entry("a:m", "process.lua", document{"text"})).empty());
  CHECK(told(entry("a:m", "process.lua", document{document::map{{"security", document{5}}}})).empty());  // without a name it is no command
}
