#include "actors/service_graph.hpp"

#include <algorithm>

namespace troupe::actors {

namespace {

using references_of = std::function<std::vector<entry_id>(const entry_id&)>;

// Adds the services that `from` leads to, through entries that are none.
void follow(const entry_id& from, const std::map<entry_id, std::vector<entry_id>>& services, const references_of& references,
            std::set<entry_id>& seen, std::set<entry_id>& found) {
  for (const entry_id& to : references(from)) {
    if (!seen.insert(to).second)
      continue;
    if (services.count(to) != 0)
      found.insert(to);
    else
      follow(to, services, references, seen, found);
  }
}

bool find_cycle_from(const service_graph& graph, const std::set<entry_id>& among, const entry_id& at,
                     std::vector<entry_id>& path, std::set<entry_id>& done) {
  if (const auto on_path = std::find(path.begin(), path.end(), at); on_path != path.end()) {
    path.erase(path.begin(), on_path);
    return true;
  }
  if (among.count(at) == 0 || done.count(at) != 0)
    return false;
  path.push_back(at);
  if (const auto found = graph.find(at); found != graph.end())
    for (const entry_id& next : found->second.needs)
      if (find_cycle_from(graph, among, next, path, done))
        return true;
  path.pop_back();
  done.insert(at);
  return false;
}

}  // namespace

service_graph make_service_graph(const std::map<entry_id, std::vector<entry_id>>& explicit_requires,
                                 const references_of& references) {
  service_graph graph;
  for (const auto& [id, required] : explicit_requires) {
    service_needs& needs = graph[id];
    std::set<entry_id> seen{id};
    follow(id, explicit_requires, references, seen, needs.needs);
    for (const entry_id& each : required) {
      if (explicit_requires.count(each) != 0) {
        needs.needs.insert(each);
        continue;
      }
      std::set<entry_id> through{id, each};
      std::set<entry_id> found;
      follow(each, explicit_requires, references, through, found);
      if (found.empty())
        needs.missing.push_back(each);
      needs.needs.insert(found.begin(), found.end());
    }
    needs.needs.erase(id);
  }
  return graph;
}

std::set<entry_id> with_needs(const service_graph& graph, const std::set<entry_id>& wanted) {
  std::set<entry_id> all;
  std::vector<entry_id> open{wanted.begin(), wanted.end()};
  while (!open.empty()) {
    const entry_id next = std::move(open.back());
    open.pop_back();
    if (!all.insert(next).second)
      continue;
    if (const auto found = graph.find(next); found != graph.end())
      open.insert(open.end(), found->second.needs.begin(), found->second.needs.end());
  }
  return all;
}

std::vector<entry_id> find_cycle(const service_graph& graph, const std::set<entry_id>& among) {
  std::set<entry_id> done;
  for (const entry_id& start : among) {
    std::vector<entry_id> path;
    if (find_cycle_from(graph, among, start, path, done))
      return path;
  }
  return {};
}

entry_id top_of(const std::map<entry_id, entry_id>& parents, const entry_id& which) {
  entry_id at = which;
  for (size_t steps = 0; steps <= parents.size(); ++steps) {  // parents in a circle have been refused before; here they must not hang
    const auto above = parents.find(at);
    if (above == parents.end())
      break;
    at = above->second;
  }
  return at;
}

service_graph drawn_together(const service_graph& graph, const std::map<entry_id, entry_id>& parents) {
  service_graph made;
  for (const auto& [id, needs] : graph) {
    made[id];
    const entry_id top = top_of(parents, id);
    service_needs& into = made[top];
    into.missing.insert(into.missing.end(), needs.missing.begin(), needs.missing.end());
    for (const entry_id& each : needs.needs)
      if (const entry_id other = top_of(parents, each); other != top)
        into.needs.insert(other);
  }
  return made;
}

std::vector<entry_id> dependents_of(const service_graph& graph, const entry_id& which) {
  std::vector<entry_id> found;
  for (const auto& [id, needs] : graph)
    if (needs.needs.count(which) != 0)
      found.push_back(id);
  return found;
}

}  // namespace troupe::actors
