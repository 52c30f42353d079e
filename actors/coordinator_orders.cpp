// The coordinator's answers to an operator: reports, and orders for single services (registry.md section 7.5, troupe.md section 8).
#include "actors/coordinator.hpp"
#include "config/diagnostic.hpp"

#include <algorithm>

namespace troupe::actors {

std::string_view name_of(service_order what) noexcept {
  constexpr std::string_view texts[] = {"start", "stop", "restart"};
  return texts[static_cast<size_t>(what)];
}

caf::error unknown_service(std::string_view id, const std::vector<service_report>& known) {
  std::vector<std::string> texts;
  for (const service_report& each : known)
    texts.push_back(each.id.text());
  const std::string_view near = nearest_name(id, {texts.begin(), texts.end()});
  return make_error(errc::not_found,
                    "no service " + std::string{id} + (near.empty() ? "" : " (did you mean " + std::string{near} + "?)"));
}

// ---- reports ----------------------------------------------------------------------------------------------------------

// Called before `next` takes the place of what is known.
void coordinator::remember(member& which, const service_state& next) {
  if (next.now != which.state.now)
    which.since = clock_.wall();
  if ((next.now == service_status::failed || next.now == service_status::exited) && !next.details.empty())
    which.last_error = next.details;
}

service_report coordinator::report_on(const entry_id& id) const {
  const member& each = members_.at(id);
  service_report made;
  made.id = id;
  made.state = each.state;
  if (each.state.now == service_status::running || each.state.now == service_status::stopping)
    made.process = each.process;
  made.pending = each.start_pending;
  made.since = each.since;
  made.restarts = each.state.attempt > 1 ? each.state.attempt - 1 : 0;
  made.last_error = each.last_error;
  const entry_id* parent = parent_of(id);
  const service_graph& graph = parent == nullptr ? graph_ : declared_;
  if (const auto found = graph.find(id); found != graph.end())
    made.needs.assign(found->second.needs.begin(), found->second.needs.end());
  made.needed_by = dependents_of(graph, id);
  if (parent != nullptr) {
    made.supervisor = *parent;
    std::erase(made.needed_by, *parent);  // to name a child is not to need it
  }
  return made;
}

std::vector<service_report> coordinator::reports() const {
  std::vector<service_report> all;
  for (const auto& [id, each] : members_)
    all.push_back(report_on(id));
  return all;
}

void coordinator::describe(const describe_services& what) {
  what.answer(reports());
}

// ---- orders -----------------------------------------------------------------------------------------------------------

bool coordinator::is_up(const entry_id& id) const {
  const auto found = members_.find(id);
  if (found == members_.end())
    return false;
  const service_state& state = found->second.state;
  return found->second.start_pending || state.now == service_status::running || !state.settled();
}

// It waits for something that will not run by itself soon.
bool coordinator::waits_in_vain(const entry_id& id) const {
  const auto needs = graph_.find(id);
  if (needs == graph_.end())
    return false;
  return std::any_of(needs->second.needs.begin(), needs->second.needs.end(), [this](const entry_id& need) {
    const auto found = members_.find(need);
    if (found == members_.end())
      return true;
    const service_status now = found->second.state.now;
    if (now == service_status::running || now == service_status::starting || now == service_status::stopping)
      return false;
    return !found->second.start_pending || waits_in_vain(need);
  });
}

// Those that are up and need it, directly or through others.
std::set<entry_id> coordinator::with_dependents(const entry_id& id) const {
  return with_dependents(id, graph_);
}

std::set<entry_id> coordinator::with_dependents(const entry_id& id, const service_graph& graph) const {
  std::set<entry_id> all;
  std::vector<entry_id> open{id};
  while (!open.empty()) {
    const entry_id next = std::move(open.back());
    open.pop_back();
    if (!all.insert(next).second)
      continue;
    for (const entry_id& each : dependents_of(graph, next))
      if (is_up(each))
        open.push_back(each);
  }
  return all;
}

// Why the services cannot be started in any order.
caf::error coordinator::check_startable(const std::set<entry_id>& ids) const {
  if (const std::vector<entry_id> cycle = find_cycle(graph_, ids); !cycle.empty())
    return make_error(errc::invalid, "service dependency cycle through " + cycle.front().text());
  for (const entry_id& id : ids)
    if (const auto needs = graph_.find(id); needs != graph_.end() && !needs->second.missing.empty())
      return make_error(errc::invalid, "service startup blocked by missing dependencies: " + id.text() + " requires "
                                         + needs->second.missing.front().text());
  return caf::none;
}

caf::error coordinator::begin(order_under_way& made) {
  if (closing_)
    return make_error(errc::conflict, "the program is shutting down");
  if (!changes_.empty())
    return make_error(errc::conflict, "services are stopping for a change of the registry (try again when it is over)");
  const entry_id& target = made.order.id;
  if (members_.count(target) == 0)
    return unknown_service(target.text(), reports());
  const bool stops = made.order.what != service_order::start;
  const std::set<entry_id> dependents = stops ? with_dependents(target) : std::set<entry_id>{target};
  made.services = made.order.what == service_order::stop ? dependents : with_needs(graph_, dependents);
  if (made.order.what != service_order::stop)
    if (caf::error problem = check_startable(made.services))
      return problem;
  for (const order_under_way& other : orders_)
    for (const entry_id& id : made.services)
      if (other.services.count(id) != 0)
        return make_error(errc::conflict, "a " + std::string{name_of(other.order.what)} + " of " + other.order.id.text()
                                            + " is under way, which concerns " + id.text() + " (try again when it is over)");
  if (!stops) {
    request_start(made.services);
    return caf::none;
  }
  made.stopping = true;
  for (const entry_id& id : dependents) {
    member& each = members_[id];
    // What only waited for its turn was never asked, so it need not be told. One that failed for good is told all the same: it is then
    // stopped on request.
    each.stop_pending = each.state.now != service_status::unknown && each.state.now != service_status::stopped;
    each.start_pending = false;
  }
  made.again = dependents;
  return caf::none;
}

void coordinator::request_start(const std::set<entry_id>& ids) {
  for (const entry_id& id : ids)
    if (const auto found = members_.find(id); found != members_.end())
      // One that a supervisor of a tree still stops starts after that.
      found->second.start_pending = !found->second.held_by.empty() || (!runs(id) && found->second.state.now != service_status::starting);
}

void coordinator::order(const order_service& what) {
  if (const entry_id* parent = parent_of(what.id); parent != nullptr && members_.count(what.id) != 0)
    return order_child(what, *parent);
  order_under_way made;
  made.order = what;
  if (caf::error problem = begin(made)) {
    what.done({std::move(problem), {}});
    return;
  }
  orders_.push_back(std::move(made));
  advance();
}

bool coordinator::is_over(const order_under_way& which) const {
  return std::none_of(which.services.begin(), which.services.end(), [&](const entry_id& id) {
    const auto found = members_.find(id);
    if (found == members_.end())
      return false;
    const member& each = found->second;
    if (each.stop_pending || each.state.now == service_status::stopping)
      return true;
    return !which.stopping && (each.state.now == service_status::starting || (each.start_pending && !waits_in_vain(id)));
  });
}

// Called whenever a service has changed, after starts and stops.
void coordinator::advance_orders() {
  for (size_t i = 0; i < orders_.size();) {
    order_under_way& each = orders_[i];
    if (each.stopping && is_over(each) && each.order.what == service_order::restart && !closing_) {
      each.stopping = false;
      request_start(with_needs(graph_, each.again));
      advance_starts();
    }
    if (!closing_ && !is_over(each)) {
      ++i;
      continue;
    }
    const order_under_way over = std::move(each);
    orders_.erase(orders_.begin() + static_cast<ptrdiff_t>(i));
    over.order.done(outcome_of(over));
  }
}

order_outcome coordinator::outcome_of(const order_under_way& over) const {
  order_outcome made;
  const entry_id& target = over.order.id;
  made.services.push_back(report_on(target));
  const std::set<entry_id>& concerned = over.order.what == service_order::start ? over.services : over.again;
  for (const entry_id& id : concerned)
    if (id != target && members_.count(id) != 0)
      made.services.push_back(report_on(id));
  if (closing_) {
    made.problem = make_error(errc::conflict, "the program is shutting down");
    return made;
  }
  // What became of the others is told, and is no reason to call the order failed.
  const service_report& asked = made.services.front();
  const service_state& state = asked.state;
  const bool wants_running = over.order.what != service_order::stop;
  const bool did_its_work = state.now == service_status::exited && state.details.empty();
  if (wants_running ? state.now == service_status::running || did_its_work : state.now != service_status::failed)
    return made;
  std::string text = target.text() + (wants_running ? " does not run" : " did not stop in order");
  if (asked.pending) {
    text += ": it waits for";
    for (const entry_id& need : asked.needs)
      if (!runs(need))
        text += " " + need.text();
  } else if (!state.details.empty()) {
    text += ": " + state.details;
  }
  if (state.retrying)
    text += "; it will be tried again";
  made.problem = make_error(errc::unavailable, std::move(text));
  return made;
}

}  // namespace troupe::actors
