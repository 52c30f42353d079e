#include "hosts/workflow_programs.hpp"

#include "test/unit/registry/make_entry.hpp"

#include <doctest/doctest.h>

namespace troupe::hosts {

namespace {

using registry::make_entry;

std::unique_ptr<workflow_programs> programs_of(const std::vector<registry::entry>& entries) {
  auto made = workflow_programs::open(registry::snapshot_of(entries), false);
  REQUIRE_MESSAGE(made, (made ? std::string{} : message_of(made.error())));
  return std::move(*made);
}

std::string problem_of(workflow_programs& programs, const std::string& entry) {
  const auto found = programs.find(entry);
  return found ? "" : message_of(found.error());
}

}  // namespace

TEST_CASE("workflow programs: a workflow is built with what it imports, once") {
  const auto programs = programs_of({
    make_entry("app:rates", "library.lua", "{source: 'return {n = 1}'}"),
    make_entry("app:order", "workflow.lua", "{source: 'return {main = function() return require(\"rates\").n end}', imports: {rates: app:rates}}"),
  });
  const auto made = programs->find("app:order");
  REQUIRE(made);
  CHECK((*made)->method == "main");
  CHECK((*made)->units.size() == 2);
  CHECK(*programs->find("app:order") == *made);
}

TEST_CASE("workflow programs: what is no workflow, or does not compile, is told") {
  const auto programs = programs_of({make_entry("app:p", "process.lua", "{source: 'return {}'}"),
                                     make_entry("app:bad", "workflow.lua", "{source: 'return {main = '}"),
                                     make_entry("app:lost", "workflow.lua", "{source: 'return {}', imports: {p: app:p}}")});
  CHECK(problem_of(*programs, "app:none") == "workflow not found: app:none");
  CHECK(problem_of(*programs, "app:p") == "app:p is a process.lua, not a workflow.lua");
  CHECK(problem_of(*programs, "app:bad").find("app:bad") != std::string::npos);
  CHECK(problem_of(*programs, "app:lost").find("app:p") != std::string::npos);
}

TEST_CASE("workflow programs: the policies of the bundle are there; one that cannot be read is refused, by name") {
  const auto programs = programs_of({make_entry("app:allow", "security.policy", "{policy: {actions: '*', resources: '*', effect: allow}}")});
  CHECK(programs->policies().find("app:allow") != nullptr);
  CHECK(programs->policies().find("app:deny") == nullptr);
  const auto refused = workflow_programs::open(
    registry::snapshot_of({make_entry("app:bad", "security.policy.expr", "{policy: {actions: '*', resources: '*', effect: allow, expression: '1 +'}}")}), false);
  REQUIRE_FALSE(refused);
  CHECK(message_of(refused.error()).find("app:bad") != std::string::npos);
}

TEST_CASE("workflow programs: a position becomes a file and its line") {
  registry::entry in_file = make_entry("app:order", "workflow.lua");
  in_file.mark = {std::make_shared<const std::string>("_index.yaml"), 3, 5};
  document source{std::string{"return {}"}};
  source.mark({std::make_shared<const std::string>("order.lua"), 1, 1});
  in_file.data.set("source", source);
  registry::entry in_definition = make_entry("app:inline", "workflow.lua");
  in_definition.mark = {std::make_shared<const std::string>("_index.yaml"), 9, 5};
  source.mark({in_definition.mark.file, 12, 7});
  in_definition.data.set("source", source);
  const auto programs = programs_of({in_file, in_definition});
  CHECK(programs->place_of("app:order:7") == "order.lua:7");
  CHECK(programs->place_of("app:inline:2") == "_index.yaml:12, line 2 of the source");
  CHECK(programs->place_of("app:gone:2").empty());
  CHECK(programs->place_of("app:order:x").empty());
  CHECK(programs->place_of("").empty());
}

}  // namespace troupe::hosts
