// A node whose processes run by hand: sources from strings, a manual pool and clock, no threads but CAF's own.
#pragma once

#include "actors/function_pool.hpp"
#include "actors/local_node.hpp"
#include "runtime/lua/evaluation.hpp"
#include "test/support/manual_pool.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <doctest/doctest.h>

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

namespace troupe::test {

class process_rig final : public actors::program_source {
public:
  process_rig() {
    log::configure({.silent = true});  // crashes are what these tests are about
    config_.set("scheduler.max-threads", size_t{1});
    config_.set("scheduler.policy", caf::atom("sharing"));
    system_ = std::make_unique<caf::actor_system>(config_);
    node_ = std::make_unique<actors::local_node>(*system_, clock, *this);
    host = std::make_shared<actors::process_host>(intern("app:host"), pool);
    node_->add_host(host);
    host->start();
  }

  // Adds a process entry `app:<name>` whose source is `text`.
  void add(const std::string& name, std::string text) {
    runtime::lua::source_entry entry;
    entry.id = entry_id{"app", name};
    entry.source = std::move(text);
    entry.method = "main";
    entry.modules = {"time", "funcs", "ctx", "env", "events", "fs", "security"};
    auto built = runtime::lua::build_program(entry, [](const entry_id&) { return nullptr; });
    REQUIRE_MESSAGE(built, (built ? std::string{} : message_of(built.error())));
    programs_["app:" + name] = *built;
  }

  // Adds a function entry served by a pool.
  void add_function(const std::string& name, std::string text, actors::function_pool_options options = {}) {
    add(name, std::move(text));
    functions_["app:" + name] =
      std::make_shared<actors::function_pool>("app:" + name, programs_["app:" + name], pool, options);
    programs_.erase("app:" + name);
  }

  // Spawns `app:<name>`; the outcome appears in `ended` when it has come.
  process_id spawn(const std::string& name, runtime::value arguments = {}) {
    runtime::spawn_request request;
    request.entry = "app:" + name;
    request.host = "app:host";
    request.arguments = std::move(arguments);
    const auto id = node_->spawn(request, {}, {}, {{}, 0, [this, name](runtime::outcome& result) { ended[name] = result; }});
    REQUIRE(id);
    return *id;
  }

  // Spawns, runs everything, and answers what the process returned.
  runtime::outcome run(const std::string& name) {
    spawn(name);
    REQUIRE(pool.run());
    REQUIRE(ended.count(name) == 1);
    return ended[name];
  }

  // Moves the clock and fires the timers that are due.
  void advance(std::chrono::nanoseconds span) {
    clock.advance(span);
    node_->timers().fire_due();
    REQUIRE(pool.run());
  }

  actors::local_node& node() { return *node_; }

  static std::string text(const runtime::outcome& result) {
    if (const runtime::fault* why = runtime::fault_in(result))
      return "fault: " + why->message;
    return runtime::first_as_document(std::get<runtime::value>(result)).scalar_text();
  }

  // ---- actors::program_source -------------------------------------------------------------------------------------------
  caf::expected<std::shared_ptr<const runtime::lua::program>> process_program(std::string_view entry) override {
    const auto found = programs_.find(std::string{entry});
    if (found == programs_.end())
      return make_error(errc::not_found, "process not found: " + std::string{entry});
    return found->second;
  }
  std::shared_ptr<actors::function_pool> functions(std::string_view entry) override {
    const auto found = functions_.find(std::string{entry});
    return found == functions_.end() ? nullptr : found->second;
  }
  std::string default_host(std::string_view entry) override { return callable.count(std::string{entry}) != 0 ? "app:host" : ""; }
  document call_options(std::string_view entry) override {
    const auto found = entry_options.find(std::string{entry});
    return found == entry_options.end() ? document{} : found->second;
  }
  caf::expected<std::shared_ptr<actors::function_pool>> evaluation(const runtime::eval_request& what, std::string_view asking) override {
    auto code = runtime::lua::build_evaluation(what, [](const entry_id&) { return nullptr; });
    if (!code)
      return code.error();
    return std::make_shared<actors::function_pool>(std::string{asking} + "/eval", std::move(*code), pool,
                                                   actors::function_pool_options{});
  }

  manual_clock clock;
  manual_pool pool;
  std::shared_ptr<actors::process_host> host;
  std::map<std::string, runtime::outcome> ended;
  std::set<std::string> callable;           // processes with a default host
  std::map<std::string, document> entry_options;  // `meta.options` of entries

private:
  caf::actor_system_config config_;
  std::unique_ptr<caf::actor_system> system_;
  std::map<std::string, std::shared_ptr<const runtime::lua::program>> programs_;
  std::map<std::string, std::shared_ptr<actors::function_pool>> functions_;
  std::unique_ptr<actors::local_node> node_;
};

}  // namespace troupe::test
