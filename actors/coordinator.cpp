#include "actors/coordinator.hpp"

#include "actors/explanation.hpp"
#include "config/diagnostic.hpp"
#include "config/log.hpp"

#include <caf/send.hpp>

#include <algorithm>

namespace troupe::actors {

namespace {

std::string joined(const std::vector<entry_id>& ids, std::string_view between) {
  std::string text;
  for (const entry_id& id : ids)
    text += (text.empty() ? std::string{} : std::string{between}) + id.text();
  return text;
}

}  // namespace

coordinator::coordinator(caf::actor_config& config, const clock_source& clock, announcement announce)
  : caf::event_based_actor(config), clock_(clock), announce_(std::move(announce)) {}

caf::behavior coordinator::make_behavior() {
  return {
    [this](const define_services& what) {
      define(what);
      advance();
    },
    [this](const change_services& what) { change(what); },
    [this](const start_services& what) { start(what); },
    [this](const stop_services& what) { stop(what); },
    [this](const service_news& what) { news(what); },
    [this](const describe_services& what) { describe(what); },
    [this](const child_released& what) { released(what); },
    [this](const order_service& what) { order(what); },
    [this](const ask_tree& what) { ask(what); },
    [this](const child_answer& what) { answer_child(what); },
    [this](const asked_tree& what) { answer_asked(what); },
  };
}

void coordinator::on_exit() {
  for (auto& [id, each] : members_) {
    send_exit(each.supervisor, caf::exit_reason::user_shutdown);
    if (each.tree)
      send_exit(each.tree, caf::exit_reason::user_shutdown);
  }
  members_.clear();
  setups_.clear();
}

void coordinator::define(const define_services& what) {
  declared_ = what.graph;
  for (const service_definition& each : what.services) {
    member& known = members_[each.id];
    known.required = each.policy.required;
    known.policy = each.policy;
    known.supervises = each.supervises;
    if (known.supervisor)
      continue;
    known.since = clock_.wall();
    known.subject = each.subject;
    known.supervisor = system().spawn<supervisor>(each.id, each.policy, each.subject, clock_, caf::actor{this});
    if (known.supervises == nullptr)
      continue;
    known.tree = system().spawn<tree_supervisor>(each.id, clock_, caf::actor{this});
    std::static_pointer_cast<tree_service>(known.subject)->bind(known.tree);
  }
  define_trees();
}

// Ids that name no service, each with the service that was probably meant.
std::string coordinator::described(const std::vector<entry_id>& missing) const {
  std::vector<entry_id> services;
  for (const auto& [id, each] : members_)
    services.push_back(id);
  std::string text;
  for (const entry_id& id : missing)
    text += (text.empty() ? "" : ", ") + id.text() + suggestion(nearest_id(id, services));
  return text;
}

void coordinator::request(member& which, service_event::kind what) {
  which.alone = which.alone || what == service_event::kind::start_requested;
  send(which.supervisor, supervisor_note{0, {what, {}}});
}

bool coordinator::runs(const entry_id& id) const {
  const auto found = members_.find(id);
  return found != members_.end() && found->second.state.now == service_status::running;
}

void coordinator::start(const start_services& what) {
  settled_ = what.settled;
  problems_.clear();
  std::set<entry_id> wanted = what.ids;
  std::erase_if(wanted, [this](const entry_id& id) { return parent_of(id) != nullptr; });
  starting_ = with_needs(graph_, wanted);
  if (const std::vector<entry_id> cycle = find_cycle(graph_, starting_); !cycle.empty()) {
    problems_.push_back("service dependency cycle: " + joined(cycle, " -> ") + " -> " + cycle.front().text());
    log::error("supervisor", problems_.back());
    starting_.clear();
  }
  for (const entry_id& id : std::set<entry_id>{starting_}) {
    const auto needs = graph_.find(id);
    if (needs != graph_.end() && !needs->second.missing.empty()) {
      problems_.push_back("service startup blocked by missing dependencies: " + id.text() + " requires "
                          + described(needs->second.missing));
      log::error("supervisor", problems_.back());
      starting_.erase(id);
      continue;
    }
    if (const auto found = members_.find(id); found != members_.end())
      found->second.start_pending = !runs(id);
  }
  advance();
}

void coordinator::stop(const stop_services& what) {
  // Starts in progress are cancelled: nobody hears of them any more.
  settled_ = nullptr;
  starting_.clear();
  problems_.clear();
  stopped_ = what.done;
  closing_ = true;
  for (auto& [id, each] : members_) {
    each.start_pending = false;
    each.stop_pending = parent_of(id) == nullptr && each.held_by.empty()
                        && (each.state.now != service_status::unknown || each.state.wanted == desired_status::running);
  }
  advance();
}

bool coordinator::may_tell_of(const member& which, const caf::actor_addr& who) const {
  if (who == which.supervisor.address())
    return true;
  const auto holder = members_.find(which.held_by);
  return holder != members_.end() && holder->second.tree && who == holder->second.tree.address();
}

void coordinator::news(const service_news& what) {
  const auto found = members_.find(what.id);
  if (found == members_.end())
    return;
  // Of one that had this name before.
  if (current_sender() != nullptr && !may_tell_of(found->second, caf::actor_cast<caf::actor_addr>(current_sender())))
    return;
  // Sent before the supervisor knew of our stop request: believing it would free what the service needs too early.
  if (found->second.alone && found->second.state.now == service_status::stopping && what.state.wanted != desired_status::stopped)
    return;
  remember(found->second, what.state);
  found->second.state = what.state;
  found->second.process = what.process;
  if (announce_)
    announce_(what.id, what.state);
  found->second.alone = found->second.alone && (what.state.now == service_status::running || !what.state.settled());
  document fields{document::map{{"service", document{what.id.text()}}, {"details", document{what.state.details}}}};
  const auto log_failure = [&](std::string_view text) {
    add_explanation(fields, what.state.details);
    log::error("supervisor", text, fields);
  };
  switch (what.state.now) {
    case service_status::running:
    case service_status::stopped: log::debug("supervisor", std::string{"service "} + std::string{name_of(what.state.now)}, fields); break;
    case service_status::exited:
      if (what.state.details.empty())
        log::debug("supervisor", "service exited", fields);
      else if (!what.told)
        log_failure("service exited and is not restarted");
      break;
    case service_status::failed:
      if (!what.state.retrying && !what.told)
        log_failure("service failed");
      break;
    default: break;
  }
  advance();
}

void coordinator::advance() {
  advance_starts();
  advance_stops();
  advance_orders();
  advance_changes();
  hand_out_setups();
}

void coordinator::advance_starts() {
  for (auto& [id, each] : members_) {
    if (!each.start_pending || !each.held_by.empty())
      continue;
    const auto& needs = graph_[id].needs;
    if (!std::all_of(needs.begin(), needs.end(), [this](const entry_id& need) { return runs(need); }))
      continue;
    each.start_pending = false;
    each.since = clock_.wall();
    each.state.now = service_status::starting;  // until its supervisor says more
    request(each, service_event::kind::start_requested);
  }
  if (!settled_)
    return;
  for (const entry_id& id : starting_) {
    const auto found = members_.find(id);
    if (found == members_.end())
      continue;
    const member& each = found->second;
    if (each.start_pending) {
      // It waits for another; the wait is over when that one has come to rest without running.
      const auto& needs = graph_[id].needs;
      const bool hopeless = std::any_of(needs.begin(), needs.end(), [this](const entry_id& need) {
        const auto other = members_.find(need);
        return other == members_.end() || starting_.count(need) == 0
               || (!other->second.start_pending && other->second.state.settled() && !runs(need));
      });
      if (!hopeless)
        return;
      continue;
    }
    const bool optional_retry = !each.required && each.state.now == service_status::failed;
    if (each.state.now != service_status::running && !each.state.settled() && !optional_retry)
      return;
  }
  for (const entry_id& id : starting_)
    if (const auto found = members_.find(id); found != members_.end()) {
      const service_state& state = found->second.state;
      if (state.now == service_status::failed || (state.now == service_status::exited && !state.details.empty()))
        problems_.push_back(id.text() + ": " + state.details);
    }
  std::exchange(settled_, nullptr)(std::exchange(problems_, {}));
}

void coordinator::advance_stops() {
  bool open = false;
  for (auto& [id, each] : members_) {
    if (!each.stop_pending) {
      open = open || (stopped_ && each.state.now == service_status::stopping);
      continue;
    }
    open = true;
    const std::vector<entry_id> dependents = dependents_of(graph_, id);
    const bool free = std::all_of(dependents.begin(), dependents.end(), [this](const entry_id& other) {
      const auto found = members_.find(other);
      return found == members_.end() || (!found->second.stop_pending && found->second.state.now != service_status::stopping);
    });
    if (!free)
      continue;
    each.stop_pending = false;
    each.since = clock_.wall();
    each.state.now = service_status::stopping;
    request(each, service_event::kind::stop_requested);
  }
  if (open || !stopped_)
    return;
  for (const auto& [id, each] : members_)
    if (each.state.now == service_status::failed && parent_of(id) == nullptr)
      problems_.push_back(id.text() + ": " + each.state.details);
  std::exchange(stopped_, nullptr)(std::exchange(problems_, {}));
}

}  // namespace troupe::actors
