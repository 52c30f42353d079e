#include "hosts/command.hpp"

#include "config/errc.hpp"

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
