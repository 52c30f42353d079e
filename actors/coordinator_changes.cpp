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
    const bool open = std::any_of(first.stopped.begin(), first.stopped.end(), [this](const entry_id& id) {
      const member& each = members_.at(id);
      return each.stop_pending || each.state.now == service_status::stopping;
    });
    if (open)
      return;
    const change_under_way over = std::move(first);
    changes_.pop_front();
    finish(over);
  }
}

void coordinator::begin(change_under_way& made) {
  std::map<entry_id, const service_definition*> after;
  for (const service_definition& each : made.what.now.services)
    after[each.id] = &each;
  for (const auto& [id, each] : members_) {
    const auto stays = after.find(id);
    if (stays != after.end() && stays->second->subject == each.subject)
      continue;
    made.gone.insert(id);
    made.stopped.merge(with_dependents(id));
    if (stays != after.end() && stays->second->policy.auto_start)
      made.again.insert(id);
  }
  for (const entry_id& id : made.stopped) {
    member& each = members_.at(id);
    if (is_up(id) && after.contains(id))
      made.again.insert(id);
    // What only waited for its turn was never asked, so it need not be told.
    each.stop_pending = each.state.now != service_status::unknown && each.state.now != service_status::stopped;
    each.start_pending = false;
  }
}

void coordinator::finish(const change_under_way& over) {
  for (const entry_id& id : over.gone) {
    const auto found = members_.find(id);
    send_exit(found->second.supervisor, caf::exit_reason::user_shutdown);
    found->second.subject->retire();
    members_.erase(found);
  }
  define(over.what.now);
  std::set<entry_id> wanted = over.what.start;
  wanted.insert(over.again.begin(), over.again.end());
  wanted = with_needs(graph_, wanted);
  if (const std::vector<entry_id> cycle = find_cycle(graph_, wanted); !cycle.empty()) {
    log::error("supervisor", "service dependency cycle through " + cycle.front().text());
    return;
  }
  for (const entry_id& id : std::set<entry_id>{wanted})
    if (const auto needs = graph_.find(id); needs != graph_.end() && !needs->second.missing.empty()) {
      log::error("supervisor", "service startup blocked by missing dependencies: " + id.text() + " requires "
                                 + described(needs->second.missing));
      wanted.erase(id);
    }
  request_start(wanted);
  advance_starts();
}

}  // namespace troupe::actors
