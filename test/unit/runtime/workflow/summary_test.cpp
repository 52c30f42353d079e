#include "runtime/workflow/description.hpp"
#include "runtime/workflow/summary.hpp"
#include "workflow_rig.hpp"

#include "config/document_text.hpp"

using namespace troupe;
using namespace troupe::runtime;
using namespace troupe::runtime::workflow;
using test::workflow_rig;

namespace {

command scheduled(std::string name) {
  return {.kind = command_kind::schedule_activity, .name = std::move(name)};
}

std::string open_numbers(const run_summary& of) {
  std::string text;
  for (const auto& [number, each] : of.open)
    text += (text.empty() ? "" : " ") + std::to_string(number);
  return text;
}

}  // namespace

TEST_CASE("summary: what was begun is open until it ends or is cancelled") {
  run_summary made;
  activation first;
  first.commands = {scheduled("app:a"), {.kind = command_kind::start_timer, .number = 5}, {.kind = command_kind::start_child, .name = "app:c"},
                    {.kind = command_kind::start_child, .name = "app:d"}, scheduled("app:refused")};
  first.commands.back().failure = fault::of(errc::permission_denied, "not allowed");
  made.add(first, 100);
  CHECK(open_numbers(made) == "1 2 3 4");
  activation second;
  second.jobs = {{.kind = job_kind::resolve_activity, .command = 1}, {.kind = job_kind::resolve_child_start, .command = 3},
                 {.kind = job_kind::resolve_child_start, .command = 4, .failure = fault::of(errc::not_found, "no such entry")}};
  second.commands = {{.kind = command_kind::cancel_timer, .number = 2}, scheduled("app:b")};
  made.add(second, 50);
  CHECK(open_numbers(made) == "3 7");
  activation third;
  third.jobs = {{.kind = job_kind::resolve_child, .command = 3}};
  third.commands = {{.kind = command_kind::cancel_activity, .number = 7}};
  made.add(third, 50);
  CHECK(open_numbers(made).empty());
  CHECK(made.activations == 3);
  CHECK(made.commands == 8);
  CHECK(made.bytes == 200);
}

TEST_CASE("summary: nothing is open after the end") {
  run_summary made;
  activation only;
  only.commands = {scheduled("app:a"), {.kind = command_kind::complete}};
  made.add(only, 1);
  CHECK(made.open.empty());
}

TEST_CASE("summary: attributes are merged in the order in which they were set, versions are kept") {
  run_summary made;
  const auto attributes = [](std::string_view key, std::string_view member, document to) {
    return command{.kind = command_kind::set_attributes,
                   .body = to_value(document{document::map{{std::string{key}, document{document::map{{std::string{member}, std::move(to)}}}}}})};
  };
  activation only;
  only.commands = {attributes("search", "state", document{"new"}), attributes("memo", "n", document{1}),
                   attributes("search", "state", document{"paid"}), attributes("search", "vip", document{true}),
                   {.kind = command_kind::set_version, .name = "tax", .number = 2}};
  made.add(only, 1);
  CHECK(to_json(made.attributes) == R"({"search":{"state":"paid","vip":true},"memo":{"n":1}})");
  CHECK(to_json(made.versions) == R"({"tax":2})");
}

TEST_CASE("summary: of a stored run, with the attempts of activities that failed") {
  workflow_rig rig;
  const auto who = rig.start("app:one", "a");
  activation first;
  first.time_ns = 1'500'000'000;
  first.commands = {scheduled("app:a"), scheduled("app:b")};
  rig.append(who, 0, first);
  rig.write([&](transition& to) {
    REQUIRE_FALSE(to.note_attempts(who.run, 2, {3, 1'500'000'000, 9'000'000'000, fault::of(errc::unavailable, "not today")}));
  });
  const auto txn = rig.read();
  const auto made = summarize(*rig.tables, txn, who.run);
  REQUIRE(made);
  REQUIRE(made->open.size() == 2);
  CHECK(line_of(made->open.at(1), 100) == "1 schedule_activity app:a (), since 1970-01-01T00:00:01.500Z");
  CHECK(line_of(made->open.at(2), 100)
        == "2 schedule_activity app:b (), since 1970-01-01T00:00:01.500Z, 3 failed attempts, again at 1970-01-01T00:00:09.000Z, "
           "error Unavailable: not today");
}
