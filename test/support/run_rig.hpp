// Runs of workflows driven by hand: the code of a source, its activations, and their replay.
#pragma once

#include "runtime/lua/program.hpp"
#include "runtime/workflow/run.hpp"

#include <doctest/doctest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace troupe::test {

struct run_rig final : runtime::workflow::surroundings {
  using run = runtime::workflow::run;
  using activation = runtime::workflow::activation;
  using command = runtime::workflow::command;
  using job = runtime::workflow::job;

  // `body` is what main does.
  explicit run_rig(std::string_view body) { code = program_of(body); }

  static std::shared_ptr<const runtime::lua::program> program_of(std::string_view body) {
    runtime::lua::source_entry entry;
    entry.id = entry_id::parse("app:flow");
    entry.method = "main";
    entry.modules = {"funcs", "time", "uuid", "workflow"};
    entry.source = "local funcs, time, uuid, workflow = require('funcs'), require('time'), require('uuid'), require('workflow')\n"
                   "local function main(...)\n" + std::string{body} + "\nend\nreturn {main = main}";
    auto made = runtime::lua::build_program(entry, [](const entry_id&) { return nullptr; });
    REQUIRE_MESSAGE(made, message_of(made.error()));
    return *made;
  }

  std::unique_ptr<run> make() {
    runtime::workflow::run_start how;
    how.entry = "app:flow";
    how.workflow_id = "w1";
    how.run_id = "r1";
    how.host = "app:workflows";
    how.seed.fill(7);
    how.arguments = arguments;
    how.context.who = who;
    return std::make_unique<run>(code, how, *this, runtime::lua::vm_limits{});
  }

  static run::state finish(run& which) {
    run::state now = run::state::working;
    for (int i = 0; i < 10'000 && now == run::state::working; ++i)
      now = which.step(256);
    return now;
  }

  // Gives the jobs to the live run, which is made when there is none; keeps the record.
  run::state give(std::vector<job> jobs = {}, int64_t time_ns = 1'000'000'000) {
    if (live == nullptr)
      live = make();
    live->begin(time_ns, std::move(jobs));
    const run::state now = finish(*live);
    if (now != run::state::diverged) {
      record.push_back(encode(live->take()));
      live->recorded(record.back().size());
    }
    return now;
  }
  activation last() const { return *runtime::workflow::decode_activation(record.back()); }
  const command& only_command() {
    seen = last();
    REQUIRE(seen.commands.size() == 1);
    return seen.commands.front();
  }

  // Runs the record through today's code; stops at a divergence.
  run::state replay() {
    again = make();
    run::state now = run::state::waiting;
    for (const std::string& bytes : record) {
      again->begin(*runtime::workflow::decode_activation(bytes), bytes.size());
      now = finish(*again);
      if (now != run::state::waiting)
        break;
    }
    return now;
  }
  void change(std::string_view body) { code = program_of(body); }

  static job result_of(uint64_t number, runtime::value body) {
    return {.kind = runtime::workflow::job_kind::resolve_activity, .command = number, .body = std::move(body)};
  }

  // ---- surroundings -----------------------------------------------------------------------------------------------------
  caf::expected<receiver> find(std::string_view destination) override {
    ++asked;
    const auto found = known.find(destination);
    if (found == known.end())
      return make_error(errc::not_found, "process not found");
    return found->second;
  }
  document function_options(std::string_view) override { return options; }
  runtime::outcome use_name(const runtime::name_request&) override {
    ++asked;
    return runtime::value::of(true);
  }
  const runtime::security::policy_source* policies() const noexcept override { return nullptr; }

  std::shared_ptr<const runtime::lua::program> code;
  runtime::value arguments;
  runtime::security::identity_ptr who;
  document options;
  std::map<std::string, receiver, std::less<>> known;
  int asked = 0;
  std::unique_ptr<run> live;
  std::unique_ptr<run> again;
  std::vector<std::string> record;
  activation seen;
};

}  // namespace troupe::test
