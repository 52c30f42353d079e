// One machine with a scripted world: every effect lands in a list, and the test says what comes back.
#pragma once

#include "runtime/lua/program.hpp"
#include "runtime/lua/vm.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace troupe::test {

class machine_rig final : public runtime::effect_handler {
public:
  // Builds and loads a program from a chunk that returns its main function or table.
  explicit machine_rig(std::string source, std::vector<std::string> modules = {"time", "funcs", "ctx", "json", "io", "registry"},
                       runtime::lua::vm_limits bounds = {}) {
    log::configure({});
    runtime::lua::source_entry made;
    made.id = entry_id{"app", "p"};
    made.source = std::move(source);
    made.method = "main";
    made.modules = std::move(modules);
    auto built = runtime::lua::build_program(made, [](const entry_id&) { return nullptr; });
    REQUIRE_MESSAGE(built, (built ? std::string{} : message_of(built.error())));
    machine = runtime::lua::vm::create(*built, bounds);
    REQUIRE(machine != nullptr);
    load_problem = machine->load(*this, self);
  }
  ~machine_rig() override {
    if (machine)
      machine->end_life();
  }

  // Begins a life, runs until it blocks or ends; answers the outcome as text, "blocked", or "fault: ...".
  std::string run(const runtime::value& arguments = {}) {
    REQUIRE_FALSE(load_problem.has_value());
    machine->begin(*this, self, {}, arguments);
    return go_on();
  }
  std::string go_on() {
    runtime::lua::vm::status now = runtime::lua::vm::status::runnable;
    using runtime::lua::vm;
    for (int slices = 0; now == vm::status::runnable || now == vm::status::preempted; ++slices) {
      REQUIRE(slices < 100'000);
      now = machine->run(256);
    }
    if (now == runtime::lua::vm::status::blocked)
      return "blocked";
    const runtime::outcome result = machine->take_outcome();
    if (const runtime::fault* why = runtime::fault_in(result))
      return "fault: " + why->message;
    return runtime::first_as_document(std::get<runtime::value>(result)).scalar_text();
  }

  void letter(const char* topic, runtime::value body) {
    auto made = std::make_unique<runtime::message>();
    made->topic = topic;
    made->body = std::move(body);
    machine->put(std::move(made));
  }
  void complete(runtime::ticket who, runtime::outcome result) {
    auto made = std::make_unique<runtime::message>();
    made->kind = runtime::letter::completed;
    made->reference = who;
    if (const runtime::fault* why = runtime::fault_in(result))
      made->failure = std::make_unique<runtime::fault>(*why);
    else
      made->body = std::get<runtime::value>(result);
    machine->put(std::move(made));
  }
  void fire(runtime::ticket who) {
    auto made = std::make_unique<runtime::message>();
    made->kind = runtime::letter::timer;
    made->reference = who;
    machine->put(std::move(made));
  }

  // ---- runtime::effect_handler ----------------------------------------------------------------------------------------
  runtime::reply perform(runtime::effect request, runtime::ticket who) override {
    if (std::holds_alternative<runtime::stop_timer_request>(request) || std::holds_alternative<runtime::cancel_call_request>(request)) {
      ++undone;
      return runtime::reply::of(runtime::value{});
    }
    asked.emplace_back(std::move(request), who);
    return runtime::reply::later();
  }
  runtime::sent send(std::string_view destination, runtime::message_ptr& mail, runtime::fault&) override {
    sent.emplace_back(destination, std::move(mail));
    return runtime::sent::yes;
  }
  void fetch_mail() override {}
  bool may_upgrade() const noexcept override { return true; }
  const std::string& entry_text() const noexcept override { return entry; }
  const clock_source& clock() const noexcept override { return time; }
  void write_log(log::level, std::string_view, std::string_view message, const document& fields) override {
    logged.emplace_back(message, fields);
  }

  std::string entry = "app:p";
  process_id self{intern("app:host"), 7};
  manual_clock time;
  std::unique_ptr<runtime::lua::vm> machine;
  std::optional<runtime::fault> load_problem;
  std::vector<std::pair<runtime::effect, runtime::ticket>> asked;
  std::vector<std::pair<std::string, runtime::message_ptr>> sent;
  std::vector<std::pair<std::string, document>> logged;
  int undone = 0;
};

}  // namespace troupe::test
