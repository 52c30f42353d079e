#include "runtime/workflow/rehearsal.hpp"

#include "config/log.hpp"

#include <doctest/doctest.h>

using namespace troupe;
using namespace troupe::runtime;
using namespace troupe::runtime::workflow;

namespace {

std::shared_ptr<const lua::program> program_of(std::string source) {
  log::configure({});
  lua::source_entry made;
  made.id = entry_id{"app", "order"};
  made.source = std::move(source);
  made.method = "main";
  made.modules = {"funcs", "time"};
  auto built = lua::build_program(made, [](const entry_id&) { return nullptr; });
  REQUIRE_MESSAGE(built, (built ? std::string{} : message_of(built.error())));
  return *built;
}

run_row a_run() {
  run_row row;
  row.start.entry = "app:order";
  row.start.workflow_id = "a";
  row.start.host = "app:workflows";
  row.start.run_id = "r";
  row.start.arguments = value::of(5.0);
  return row;
}

activation calls(const char* function) {
  return {.time_ns = 1'000'000'000, .commands = {{.kind = command_kind::schedule_activity, .name = function, .body = value::of(5.0)}}};
}

activation ends() {
  return {.time_ns = 2'000'000'000,
          .jobs = {{.kind = job_kind::resolve_activity, .command = 1, .body = value::of(6.0)}},
          .commands = {{.kind = command_kind::complete, .body = value::of(6.0)}}};
}

constexpr const char* charging = "local funcs = require('funcs')\n"
                                 "return {main = function(n)\n"
                                 "  local paid = funcs.call('app:charge', n)\n"
                                 "  return paid\n"
                                 "end}";

}  // namespace

TEST_CASE("rehearsal: code that does what the record says fits it to its end") {
  rehearsal run{program_of(charging), a_run(), nullptr};
  CHECK(run.give(calls("app:charge"), 10));
  CHECK(run.give(ends(), 10));
  CHECK_FALSE(run.problem());
  CHECK(run.activations() == 2);
  CHECK(run.commands() == 2);
}

TEST_CASE("rehearsal: a divergence names the command, both sides and the line") {
  rehearsal run{program_of(charging), a_run(), nullptr};
  CHECK_FALSE(run.give(calls("app:invoice"), 10));
  REQUIRE(run.problem());
  CHECK(run.problem()->activation == 0);
  CHECK(run.problem()->command == 1);
  CHECK(run.problem()->recorded == "schedule_activity app:invoice");
  CHECK(run.problem()->attempted == "schedule_activity app:charge");
  CHECK(run.problem()->position == "app:order:3");
}

TEST_CASE("rehearsal: code that ends before its record, or after it, does not fit") {
  {
    rehearsal run{program_of("return {main = function() return 1 end}"), a_run(), nullptr};
    activation early{.time_ns = 1, .commands = {{.kind = command_kind::complete, .body = value::of(1.0)}}};
    CHECK(run.give(early, 10));
    CHECK_FALSE(run.give(ends(), 10));
    CHECK(run.problem()->text == "activation 1: the code has ended, the record goes on");
  }
  rehearsal run{program_of("local time = require('time') return {main = function() time.sleep('1s') end}"), a_run(), nullptr};
  CHECK_FALSE(run.give({.time_ns = 1, .commands = {{.kind = command_kind::complete}}}, 10));
  CHECK(run.problem()->attempted.starts_with("start_timer"));
}

TEST_CASE("rehearsal: code that hangs is given up, compiled or not") {
  using namespace std::chrono_literals;
  rehearsal run{program_of("return {main = function() local n = 0 while true do n = n + 1 end end}"), a_run(), nullptr, 50ms};
  CHECK_FALSE(run.give(calls("app:charge"), 10));
  CHECK(run.problem()->text.find("has not come to an end") != std::string::npos);
}
