// Which service needs which: the order of starting and stopping as pure functions (registry.md section 7.5).
#pragma once

#include "config/types.hpp"

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace troupe::actors {

struct service_needs {
  std::set<entry_id> needs;      // services that must run first: `requires` and what references lead to
  std::vector<entry_id> missing; // explicit `requires` that name no service: the start is blocked
};

using service_graph = std::map<entry_id, service_needs>;

// `references` answers what an entry refers to; a reference to an entry that is no service is followed through that entry's own.
service_graph make_service_graph(const std::map<entry_id, std::vector<entry_id>>& explicit_requires,
                                 const std::function<std::vector<entry_id>(const entry_id&)>& references);

// The services to start for these: themselves and, transitively, what they need.
std::set<entry_id> with_needs(const service_graph& graph, const std::set<entry_id>& wanted);

// One cycle among these services, in order; empty if there is none.
std::vector<entry_id> find_cycle(const service_graph& graph, const std::set<entry_id>& among);

// The same graph with the children of supervisors of trees (by id, their supervisor) drawn together into the uppermost one: it needs what
// they need, and whoever needs one of them needs it. Children themselves need nobody then, and nobody needs them.
service_graph drawn_together(const service_graph& graph, const std::map<entry_id, entry_id>& parents);

// The uppermost supervisor above a service; the service itself if it has none.
entry_id top_of(const std::map<entry_id, entry_id>& parents, const entry_id& which);

// Those of the graph that need `which` directly.
std::vector<entry_id> dependents_of(const service_graph& graph, const entry_id& which);

}  // namespace troupe::actors
