#include "hosts/registry_observer.hpp"

#include <caf/send.hpp>

#include <map>

namespace troupe::hosts {

void registry_observer::announce(std::string_view kind, std::string_view path) {
  node_.bus().send(node_.names(), "registry", kind, path);
}

void registry_observer::begun() {
  announce("registry.begin", {});
}

void registry_observer::accepted(const registry::operation& done) {
  announce(registry::action_name(done.kind), done.item->id.text());
}

void registry_observer::discarded(const caf::error&) {
  announce("registry.discard", {});
}

actors::define_services registry_observer::services_in(const registry::snapshot& entries) const {
  actors::define_services made;
  std::map<entry_id, std::vector<entry_id>> required;
  for (const auto& kind : services_)
    for (const auto& [id, subject] : kind->all()) {
      made.services.push_back({id, kind->lifecycle_of(registry::as_decoded(*entries.find(id))), subject, subject->supervises()});
      required[id] = made.services.back().policy.requires_running;
    }
  made.graph = actors::make_service_graph(required, [&](const entry_id& id) {
    std::vector<entry_id> found;
    if (const registry::entry* from = entries.find(id))
      for (const registry::reference& each : entries_.kinds().references_of(*from))
        if (each.to == registry::reference::target::entry)
          found.push_back(each.id);
    return found;
  });
  return made;
}

void registry_observer::committed(const registry::snapshot& before, const registry::snapshot& after, const registry::change_set& done) {
  node_.publish({after, entries_.current_version(), entries_.shared_past()});
  actors::define_services services = services_in(after);
  // What was to start before this version has been told so then; whether it runs is its supervisor's business.
  std::set<entry_id> start;
  for (const actors::service_definition& each : services.services) {
    const registry::entry* was = before.find(each.id);
    if (each.policy.auto_start && (was == nullptr || !registry::read_lifecycle(*was).auto_start))
      start.insert(each.id);
  }
  if (booted_) {
    caf::anon_send(coordinator_, actors::change_services{std::move(services), std::move(start)});
  } else {
    booted_ = true;
    at_boot_ = std::move(start);
    caf::anon_send(coordinator_, std::move(services));
  }
  announce("registry.commit", {});
  std::vector<std::string> changed;
  for (const registry::operation& each : done)
    changed.push_back(each.item->id.text());
  node_.announce_change(changed);
}

}  // namespace troupe::hosts
