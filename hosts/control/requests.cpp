#include "hosts/control/requests.hpp"

#include "actors/letters.hpp"
#include "actors/service_orders.hpp"
#include "config/log.hpp"
#include "hosts/control/reload_report.hpp"
#include "hosts/control/reports.hpp"
#include "hosts/control/workflow_requests.hpp"
#include "troupe_version.hpp"

#include <caf/send.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <unistd.h>

namespace troupe::hosts::control {

namespace {

// How long an order that started a service looks on before it says so.
constexpr std::chrono::milliseconds first_steps{250};

std::optional<actors::service_order> order_named(std::string_view command) {
  for (const auto each : {actors::service_order::start, actors::service_order::stop, actors::service_order::restart})
    if (command == name_of(each))
      return each;
  return std::nullopt;
}

// Why there is no such service: perhaps it is another entry.
caf::error no_service(const actors::local_node& node, const entry_id& id, const caf::error& otherwise) {
  const auto entries = node.entries();
  const registry::entry* found = entries == nullptr ? nullptr : entries->find(id);
  return found == nullptr ? otherwise : make_error(errc::not_found, fmt::format("{} is a {}, not a service", id.text(), found->kind));
}

// What became of a service that ran a moment ago, if it has failed since.
caf::error failed_since(const actors::service_report& before, const actors::service_report& now) {
  const bool again = now.state.attempt != before.state.attempt;
  const bool ended = now.state.now == actors::service_status::failed
                     || (now.state.now == actors::service_status::exited && !now.state.details.empty());
  if (!again && !ended)
    return caf::none;
  std::string text = now.id.text() + " was started and failed at once";
  if (!now.last_error.empty())
    text += ": " + now.last_error;
  if (now.state.retrying)
    text += "; it will be tried again";
  else if (again && !ended)
    text += "; it has been started again";
  return make_error(errc::unavailable, std::move(text));
}

}  // namespace

requests::requests(actors::local_node& node, caf::actor coordinator, live_reload& reload, std::string bundle, std::string state)
  : node_(node),
    coordinator_(std::move(coordinator)),
    reload_(reload),
    bundle_(std::move(bundle)),
    state_(std::move(state)),
    started_(node.clock().steady()) {}

void requests::handle(std::string_view line, reply answer) {
  const auto asked = parse_request(line);
  if (!asked)
    return answer(refusal_line(asked.error()));
  if (const caf::error problem = perform(*asked, answer))
    answer(refusal_line(problem));
}

// An error is the answer; without one, `answer` was called or will be.
caf::error requests::perform(const request& what, reply& answer) {
  if (what.command == "ps") {
    answer(answer_line(processes()));
    return caf::none;
  }
  if (what.command == "metrics") {
    answer(answer_line(describe_metrics(node_.measurements().snapshot())));
    return caf::none;
  }
  if (what.command == "status") {
    status(what.text("id"), std::move(answer));
    return caf::none;
  }
  if (what.command == "kill")
    return kill(what.text("pid"), answer);
  if (order_named(what.command))
    return order(what, answer);
  if (what.command == "reload")
    return reload(what, answer);
  if (what.command == "workflows") {
    answer(answer_line(describe_workflows(node_.durable())));
    return caf::none;
  }
  if (what.command == "workflow")
    return order_workflow(node_.durable(), what, answer);
  return make_error(errc::invalid, fmt::format("this troupe ({}) knows no command \"{}\" (it knows: ps, status, metrics, kill, start, stop, restart, reload, workflows, "
                                               "workflow)",
                                               std::string{version}, what.command));
}

// ---- looking ----------------------------------------------------------------------------------------------------------

document requests::processes() const {
  std::vector<actors::process_info> all;
  for (const actors::process_ptr& each : node_.names().living(nullptr))
    if (actors::process_info seen = each->info(); seen.status != actors::process_status::ended)
      all.push_back(std::move(seen));
  return describe_processes(std::move(all), {node_.clock().steady(), node_.clock().wall()});
}

document requests::program() const {
  const moment now{node_.clock().steady(), node_.clock().wall()};
  const auto entries = node_.entries();
  document made{document::map{}};
  made.set("version", document{std::string{version}});
  made.set("pid", document{int64_t{getpid()}});
  made.set("bundle", document{bundle_});
  made.set("state", document{state_});
  made.set("started_at", document{time_text(now.wall - (now.steady - started_))});
  made.set("uptime_ms", document{in_milliseconds(now.steady - started_)});
  made.set("entries", document{static_cast<int64_t>(entries == nullptr ? 0 : entries->size())});
  const actors::names::figures held = node_.names().count_all();
  made.set("processes", document{static_cast<int64_t>(held.processes)});
  made.set("names", document{static_cast<int64_t>(held.names)});
  made.set("monitors", document{static_cast<int64_t>(held.monitors)});
  made.set("links", document{static_cast<int64_t>(held.links)});
  if (const actors::workflows* engine = node_.durable())
    made.set("workflows", describe_workflow_figures(*engine));
  return made;
}

document requests::hosts() const {
  document::list all;
  for (const auto& each : node_.hosts())
    all.push_back(describe_host(*each));
  return document{std::move(all)};
}

void requests::status(const std::string& id, reply answer) {
  auto report = [this, id, answer = std::move(answer)](const std::vector<actors::service_report>& services) {
    const auto entries = node_.entries();
    const wall_time now = node_.clock().wall();
    document::list described;
    for (const actors::service_report& each : services)
      if (id.empty() || each.id.text() == id)
        described.push_back(describe_service(each, entries.get(), now));
    if (described.empty() && !id.empty())
      return answer(refusal_line(no_service(node_, entry_id::parse(id), actors::unknown_service(id, services))));
    document result{document::map{}};
    if (id.empty()) {
      result.set("program", program());
      result.set("services", document{std::move(described)});
      result.set("hosts", hosts());
    } else {
      result.set("service", std::move(described.front()));
      if (const auto host = node_.find_host(id))
        result.set("host", describe_host(*host));
    }
    answer(answer_line(std::move(result)));
  };
  caf::anon_send(coordinator_, actors::describe_services{std::move(report)});
}

// ---- acting -----------------------------------------------------------------------------------------------------------

// `{host|0x0000a}`, 0x0000a alone, which needs no quotes in a shell, or a registered name.
caf::error requests::kill(const std::string& who, reply& answer) {
  if (who.empty())
    return make_error(errc::invalid, "which process? (troupe ps shows their PIDs)");
  actors::process_ptr target;
  if (const auto number = parse_process_number(who)) {
    target = node_.names().find({nullptr, *number});
  } else if (const auto found = node_.names().resolve(who)) {
    target = *found;
  }
  if (!target)
    return make_error(errc::not_found, fmt::format("no process {} runs here (troupe ps shows those that do)", who));
  if (target->is_function())
    return make_error(errc::invalid, fmt::format("{} is a call of {}: a function call cannot be terminated", target->id().text(),
                                                 target->entry()));
  log::info("control", "process terminated on request",
            document{document::map{{"pid", document{target->id().text()}}, {"entry", document{target->entry()}}}});
  const document result{document::map{{"pid", document{target->id().text()}}, {"entry", document{target->entry()}}}};
  if (!target->terminate(runtime::fault::undecided(errc::internal, "process terminated")))
    return make_error(errc::not_found, fmt::format("{} ended by itself just now", target->id().text()));
  answer(answer_line(result));
  return caf::none;
}

caf::error requests::order(const request& what, reply& answer) {
  const std::string id = what.text("id");
  if (id.empty())
    return make_error(errc::invalid, "which service? (troupe status lists them)");
  const actors::service_order order = *order_named(what.command);
  log::info("control", fmt::format("service {} requested", what.command), document{document::map{{"service", document{id}}}});
  auto done = [this, id, order, answer = std::move(answer)](const actors::order_outcome& outcome) {
    if (code_of(outcome.problem) == errc::not_found)
      return answer(refusal_line(no_service(node_, entry_id::parse(id), outcome.problem)));
    if (outcome.problem)
      return answer(refusal_line(outcome.problem));
    if (order == actors::service_order::stop || outcome.services.front().state.now != actors::service_status::running)
      return answer_order(outcome.services, answer);
    watch_first_steps(outcome.services, answer);
  };
  caf::anon_send(coordinator_, actors::order_service{order, entry_id::parse(id), std::move(done)});
  return caf::none;
}

void requests::answer_order(const std::vector<actors::service_report>& services, const reply& answer) const {
  const auto entries = node_.entries();
  document::list described;
  for (const actors::service_report& each : services)
    described.push_back(describe_service(each, entries.get(), node_.clock().wall()));
  answer(answer_line(document{std::move(described)}));
}

// A service runs once its code has loaded, which may fail with its first step: what is told is how it does a moment later.
void requests::watch_first_steps(std::vector<actors::service_report> started, reply answer) {
  node_.after(first_steps, [this, started = std::move(started), answer = std::move(answer)]() mutable {
    auto tell = [this, started = std::move(started), answer = std::move(answer)](const std::vector<actors::service_report>& now) {
      std::vector<actors::service_report> seen;
      for (const actors::service_report& each : started)
        for (const actors::service_report& known : now)
          if (known.id == each.id)
            seen.push_back(known);
      if (!seen.empty() && seen.front().id == started.front().id)
        if (const caf::error problem = failed_since(started.front(), seen.front()))
          return answer(refusal_line(problem));
      answer_order(seen, answer);
    };
    caf::anon_send(coordinator_, actors::describe_services{std::move(tell)});
  });
}

caf::error requests::reload(const request& what, reply& answer) {
  const std::string take = what.text("take");
  if (!take.empty() && take != "files")
    return make_error(errc::invalid, fmt::format("take: \"{}\" (the only word is \"files\")", take));
  const document* dry = what.arguments.find("dry_run");
  reload_order order;
  order.author = "troupe reload";
  order.dry_run = dry != nullptr && dry->as_bool() != nullptr && *dry->as_bool();
  order.rule = take.empty() ? registry::conflict_rule::run_time_wins : registry::conflict_rule::files_win;
  reload_.request(std::move(order), [answer = std::move(answer)](const reload_report& made) {
    log_reload(made, "troupe reload");
    answer(answer_line(describe_reload(made)));
  });
  return caf::none;
}

}  // namespace troupe::hosts::control
