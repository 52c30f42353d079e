#include "actors/service_graph.hpp"

#include <doctest/doctest.h>

using namespace troupe;
using namespace troupe::actors;

namespace {

entry_id id(const char* text) { return entry_id::parse(text); }

using reference_map = std::map<entry_id, std::vector<entry_id>>;

service_graph graph_of(const std::map<entry_id, std::vector<entry_id>>& required, const reference_map& references = {}) {
  return make_service_graph(required, [&](const entry_id& from) {
    const auto found = references.find(from);
    return found == references.end() ? std::vector<entry_id>{} : found->second;
  });
}

}  // namespace

TEST_CASE("service graph: an explicit requirement is a need") {
  const service_graph graph = graph_of({{id("a:web"), {id("a:db")}}, {id("a:db"), {}}});
  CHECK(graph.at(id("a:web")).needs == std::set<entry_id>{id("a:db")});
  CHECK(graph.at(id("a:db")).needs.empty());
}

TEST_CASE("service graph: a reference to an entry that is no service is followed through it") {
  const service_graph graph = graph_of({{id("a:consumer"), {}}, {id("a:db"), {}}},
                                       {{id("a:consumer"), {id("a:function")}}, {id("a:function"), {id("a:db")}}});
  CHECK(graph.at(id("a:consumer")).needs == std::set<entry_id>{id("a:db")});
}

TEST_CASE("service graph: a requirement that leads to no service blocks, a reference does not") {
  const service_graph graph = graph_of({{id("a:web"), {id("a:ghost")}}, {id("a:job"), {}}}, {{id("a:job"), {id("a:ghost")}}});
  CHECK(graph.at(id("a:web")).missing == std::vector<entry_id>{id("a:ghost")});
  CHECK(graph.at(id("a:job")).missing.empty());
}

TEST_CASE("service graph: starting one starts what it needs, transitively") {
  const service_graph graph =
    graph_of({{id("a:web"), {id("a:api")}}, {id("a:api"), {id("a:db")}}, {id("a:db"), {}}, {id("a:other"), {}}});
  CHECK(with_needs(graph, {id("a:web")}) == std::set<entry_id>{id("a:api"), id("a:db"), id("a:web")});
  CHECK(dependents_of(graph, id("a:db")) == std::vector<entry_id>{id("a:api")});
}

TEST_CASE("service graph: a cycle is found and named in order") {
  const service_graph graph = graph_of({{id("a:x"), {id("a:y")}}, {id("a:y"), {id("a:z")}}, {id("a:z"), {id("a:x")}}});
  CHECK(find_cycle(graph, {id("a:x"), id("a:y"), id("a:z")}).size() == 3);
  CHECK(find_cycle(graph_of({{id("a:x"), {id("a:y")}}, {id("a:y"), {}}}), {id("a:x"), id("a:y")}).empty());
}

TEST_CASE("service graph: entries that refer to each other without being services do not trap the search") {
  const service_graph graph = graph_of({{id("a:s"), {}}}, {{id("a:s"), {id("a:p")}}, {id("a:p"), {id("a:q")}}, {id("a:q"), {id("a:p")}}});
  CHECK(graph.at(id("a:s")).needs.empty());
}

TEST_CASE("service graph: children are drawn together into the uppermost supervisor") {
  const entry_id top{"app", "top"}, inner{"app", "inner"}, child{"app", "child"}, host{"app", "host"}, other{"app", "other"};
  service_graph graph;
  graph[top].needs = {inner};
  graph[inner].needs = {child};
  graph[child].needs = {host};
  graph[child].missing = {entry_id{"app", "nobody"}};
  graph[other].needs = {child};
  graph[host] = {};
  const service_graph drawn = drawn_together(graph, {{inner, top}, {child, inner}});
  CHECK(drawn.at(top).needs == std::set<entry_id>{host});
  CHECK(drawn.at(top).missing == std::vector<entry_id>{entry_id{"app", "nobody"}});
  CHECK(drawn.at(inner).needs.empty());
  CHECK(drawn.at(child).needs.empty());
  CHECK(drawn.at(other).needs == std::set<entry_id>{top});
  CHECK(find_cycle(drawn, {top, inner, child, host, other}).empty());
}
