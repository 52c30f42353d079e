// What the coordinator does when the registry has a new version: services that are gone stop, new ones start (registry.md section 7.5).
#include "actors/coordinator.hpp"
#include "config/log.hpp"

#include <caf/send.hpp>

#include <algorithm>

namespace troupe::actors {

void coordinator::change(const change_services& what) {
  changes_.push_back({what, false, {}, {}, {}});
  advance();
}

// Called whenever a service has changed, after orders, which a change waits for.
void coordinator::advance_changes() {
  if (closing_)
    changes_.clear();
  while (!changes_.empty() && orders_.empty()) {
    change_under_way& first = changes_.front();
    if (!std::exchange(first.begun, true)) {
      begin(first);
      advance_stops();
    }
    if (!has_stopped(first))
      return;
    if (!std::exchange(first.released, true))
      let_go(first);
    if (awaits_rest(first))
      return;
    if (!std::exchange(first.cleared, true)) {
      stop_for(first, first.last, {});  // who else needs them has stopped
      advance_stops();
    }
    if (!has_stopped(first))
      return;
    const change_under_way over = std::move(first);
    changes_.pop_front();
    finish(over);
  }
}

bool coordinator::has_stopped(const change_under_way& made) const {
  return std::none_of(made.stopped.begin(), made.stopped.end(), [this](const entry_id& id) {
    const member& each = members_.at(id);
    return each.stop_pending || each.state.now == service_status::stopping;
  });
}

// What is gone, and what comes under a supervisor of a tree, stops with those that need it. A child is stopped by its own supervisor later:
// here stops who needs it from outside of that one's tree. What only a child needs that is gone is no reason to stop the whole tree.
void coordinator::begin(change_under_way& made) {
  std::map<entry_id, const service_definition*> after;
  std::set<entry_id> children;
  for (const service_definition& each : made.what.now.services) {
    after[each.id] = &each;
    if (each.supervises)
      for (const child_definition& child : each.supervises->children)
        children.insert(child.id);
  }
  std::set<entry_id> tops;
  for (const auto& [id, each] : members_) {
    const auto stays = after.find(id);
    if (stays == after.end() || stays->second->subject != each.subject) {
      made.gone.insert(id);
      if (stays != after.end() && stays->second->policy.auto_start)
        made.again.insert(id);
    } else if (!each.alone || !children.contains(id)) {
      continue;
    }
    if (above_.count(id) == 0)
      tops.insert(id);
    else
      for (const entry_id& other : dependents_of(declared_, id))
        if (const entry_id top = top_of(above_, other); top != top_of(above_, id) && is_up(top))
          tops.insert(top);
  }
  service_graph staying = declared_;
  std::set<entry_id> leaving;
  for (const entry_id& id : made.gone)
    if (above_.count(id) != 0 && staying.erase(id) != 0)
      leaving.insert(id);
  for (const entry_id& id : with_needs(declared_, leaving))
    if (tops.count(id) != 0 && made.gone.count(id) != 0)
      made.last.insert(id);
  for (const entry_id& id : made.last)
    tops.erase(id);
  staying = drawn_together(staying, above_);
  stop_for(made, tops, staying);
  for (const entry_id& id : made.last)
    for (const entry_id& other : with_dependents(id, staying))
      if (made.last.count(other) == 0)
        stop_for(made, {other}, staying);
}

// Stops these with those that need them.
void coordinator::stop_for(change_under_way& made, const std::set<entry_id>& ids, const service_graph& around) {
  std::set<entry_id> now;
  for (const entry_id& id : ids)
    now.merge(with_dependents(id, around));
  for (const entry_id& id : now) {
    member& each = members_.at(id);
    if (!made.stopped.insert(id).second)
      continue;
    const auto& after = made.what.now.services;
    if (is_up(id) && std::any_of(after.begin(), after.end(), [&](const service_definition& other) { return other.id == id; }))
      made.again.insert(id);
    each.start_pending = false;
    // What only waited for its turn was never asked, so it need not be told.
    if (each.held_by.empty())
      each.stop_pending = each.state.now != service_status::unknown && each.state.now != service_status::stopped;
  }
}

// Tells those supervisors of trees that stay which of their children are gone.
void coordinator::let_go(const change_under_way& made) {
  std::set<entry_id> holders;
  for (const entry_id& id : made.gone) {
    if (const auto above = above_.find(id); above != above_.end())
      holders.insert(above->second);
    if (const entry_id& holder = members_.at(id).held_by; !holder.empty())
      holders.insert(holder);
  }
  for (const entry_id& holder : holders) {
    if (made.gone.count(holder) != 0)
      continue;
    tree_setup rest = setup_of(holder);
    std::erase_if(rest.spec.children, [&](const child_spec& each) { return made.gone.count(each.id) != 0; });
    std::erase_if(rest.subjects, [&](const auto& each) { return made.gone.count(each.first) != 0; });
    rest.gone.assign(made.gone.begin(), made.gone.end());
    propose(holder, std::move(rest));
  }
  hand_out_setups();
}

// A child is at rest once its supervisor has let it go, or has come to rest itself.
bool coordinator::awaits_rest(const change_under_way& made) const {
  return std::any_of(made.gone.begin(), made.gone.end(), [&](const entry_id& id) {
    const member& each = members_.at(id);
    return (each.alone && made.last.count(id) == 0) || (!each.held_by.empty() && made.gone.count(each.held_by) == 0);
  });
}

void coordinator::finish(const change_under_way& over) {
  for (const entry_id& id : over.gone) {
    const auto found = members_.find(id);
    send_exit(found->second.supervisor, caf::exit_reason::user_shutdown);
    if (found->second.tree)
      send_exit(found->second.tree, caf::exit_reason::user_shutdown);
    found->second.subject->retire();
    members_.erase(found);
    setups_.erase(id);
  }
  for (auto& [id, each] : members_)
    if (over.gone.count(each.held_by) != 0)
      each.held_by = {};
  std::erase_if(adopted_, [&](const auto& each) { return over.gone.count(each.first) != 0 || over.gone.count(each.second) != 0; });
  const std::map<entry_id, entry_id> before = std::exchange(parents_, {});
  define(over.what.now);
  std::set<entry_id> wanted = over.what.start;
  wanted.insert(over.again.begin(), over.again.end());
  // What has no supervisor above it any more starts by itself again, if it is one that does.
  for (const service_definition& each : over.what.now.services)
    if (each.policy.auto_start && before.count(each.id) != 0)
      wanted.insert(each.id);
  std::erase_if(wanted, [this](const entry_id& id) { return above_.count(id) != 0; });
  for (const auto& [id, setup] : setups_)
    want_needs(id, setup, wanted);
  wanted = with_needs(graph_, wanted);
  if (const std::vector<entry_id> cycle = find_cycle(graph_, wanted); !cycle.empty()) {
    log::error("supervisor", "service dependency cycle through " + cycle.front().text());
    return;
  }
  for (const entry_id& id : std::set<entry_id>{wanted})
    if (const auto needs = graph_.find(id); needs != graph_.end() && !needs->second.missing.empty()) {
      log_blocked(id, needs->second.missing);
      wanted.erase(id);
    }
  request_start(wanted);
  advance_starts();
}

// What children need that come under a supervisor which runs.
void coordinator::want_needs(const entry_id& supervisor, const tree_setup& what, std::set<entry_id>& wanted) const {
  const entry_id top = top_of(above_, supervisor);
  if (!is_up(top))
    return;
  for (const child_spec& each : what.spec.children) {
    const auto needs = declared_.find(each.id);
    if (needs == declared_.end() || members_.at(each.id).held_by == supervisor)
      continue;
    if (!needs->second.missing.empty())
      log_blocked(each.id, needs->second.missing);
    for (const entry_id& need : needs->second.needs)
      if (const entry_id other = top_of(above_, need); other != top)
        wanted.insert(other);
  }
}

void coordinator::log_blocked(const entry_id& id, const std::vector<entry_id>& missing) const {
  log::error("supervisor", "service startup blocked by missing dependencies: " + id.text() + " requires " + described(missing));
}

}  // namespace troupe::actors
