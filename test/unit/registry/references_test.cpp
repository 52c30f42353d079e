#include "registry/references.hpp"

#include "make_entry.hpp"
#include "registry/dependency_order.hpp"

#include <algorithm>
#include <random>

namespace troupe::registry {

namespace {

std::string references_text(const entry& owner) {
  std::string out;
  for (const reference& each : references_of(owner)) {
    const char* mark = each.to == reference::target::entry        ? ""
                       : each.to == reference::target::name_space ? "all of "
                                                                  : "group ";
    out += (out.empty() ? "" : ", ") + (mark + each.id.text());
  }
  return out;
}

std::string order_text(const std::vector<entry>& entries) {
  std::vector<const entry*> set;
  for (const entry& each : entries)
    set.push_back(&each);
  std::string out;
  for (const size_t i : dependency_order(set))
    out += (out.empty() ? "" : " ") + entries[i].id.text();
  return out;
}

}  // namespace

TEST_CASE("references: bare names belong to the entry's namespace, imports do not") {
  CHECK(references_text(make_entry("app:a", "function.lua",
                                   "{source: x, imports: {j: json, b: ':base', l: 'lib:util'}}"))
        == "lib:util");
  CHECK(references_text(
          make_entry("app:a", "http.endpoint", "{func: f, path: /x}", "{router: 'web:r'}"))
        == "app:f, web:r");
}

TEST_CASE("references: services, groups, namespaces, contracts, variables") {
  CHECK(references_text(
          make_entry("app:a", "process.service",
                     "{process: p, host: 'sys:h', lifecycle: {requires: [db], depends_on: ['x:y'], "
                     "security: {groups: [g], policies: ['p:q']}}}",
                     "{depends_on: ['ns:lib', 'group:base', z]}"))
        == "app:db, app:g, app:p, app:z, p:q, sys:h, x:y, all of lib, group base");
  CHECK(references_text(make_entry("app:a", "contract.binding",
                                   "{contracts: [{contract: c, methods: {m: f, n: 'x:g'}}]}"))
        == "app:c, app:f, x:g");
  CHECK(references_text(make_entry("app:a", "queue.queue", "{driver: d, dead_letter: {queue: q}}"))
        == "app:d, app:q");
  CHECK(references_text(
          make_entry("app:a", "http.service", "{tls: {cert_env: 'env:CERT', key_env: KEY}}"))
        == "app:KEY, env:CERT");
  CHECK(references_text(make_entry("app:a", "process.supervisor", "{children: [x, {id: 'b:y'}]}"))
        == "app:x, b:y");
  CHECK(references_text(make_entry("app:a", "k", "{sub: {depends_on: [x]}, storages: [s, 't:s']}"))
        == "app:s, app:x, t:s");
}

TEST_CASE("references: explicit service requirements keep their order") {
  const auto required = required_services(
    make_entry("app:a", "k", "{lifecycle: {requires: [b, 'x:c'], depends_on: ['app:b', d]}}"));
  REQUIRE(required.size() == 3);
  CHECK(required[0].text() == "app:b");
  CHECK(required[1].text() == "x:c");
  CHECK(required[2].text() == "app:d");
}

TEST_CASE("dependency_order: dependencies first, ties by id") {
  CHECK(order_text({make_entry("app:a", "k", "{func: z}"), make_entry("app:m", "k"),
                    make_entry("app:z", "k")})
        == "app:m app:z app:a");
  CHECK(order_text({make_entry("b:x", "k", "{}", "{depends_on: ['ns:z']}"), make_entry("z:1", "k"),
                    make_entry("z:2", "k", "{}", "{groups: [g]}"),
                    make_entry("a:x", "k", "{}", "{depends_on: ['group:g']}")})
        == "z:1 z:2 a:x b:x");
}

TEST_CASE("dependency_order: the variables that placeholders name come first, by public name and by id") {
  const entry host = make_entry("a:a", "process.host", "{host: {workers: '${env:COUNT}'}, name: ['x ${env:app:z}']}");
  const entry count = make_entry("a:v", "env.variable", "{variable: COUNT, default: '${env:COUNT|1}'}");
  const entry named = make_entry("app:z", "env.variable", "{}");
  const entry program = make_entry("a:b", "process.lua", "{source: '${env:COUNT}'}");
  const std::vector<const entry*> set{&host, &count, &named, &program};
  CHECK(dependencies_within(set) == std::vector<std::vector<size_t>>{{1, 2}, {}, {}, {}});
}

TEST_CASE("dependency_order: a cycle falls back to id order, what hangs on it waits") {
  CHECK(order_text({make_entry("app:a", "k", "{func: c}"), make_entry("app:c", "k", "{func: b}"),
                    make_entry("app:b", "k", "{func: c}"), make_entry("app:d", "k")})
        == "app:b app:c app:a app:d");
  CHECK(order_text({make_entry("app:a", "k", "{func: a}")}) == "app:a");
}

TEST_CASE("dependency_order: random graphs without cycles are ordered") {
  std::mt19937 random{11};
  for (int round = 0; round < 200; ++round) {
    const size_t count = 1 + random() % 40;
    std::vector<size_t> hidden(count);
    for (size_t i = 0; i < count; ++i)
      hidden[i] = i;
    std::shuffle(hidden.begin(), hidden.end(), random);
    std::vector<std::vector<size_t>> needs(count);
    for (size_t i = 0; i < count; ++i)
      for (size_t j = 0; j < count; ++j)
        if (hidden[j] < hidden[i] && random() % 8 == 0)
          needs[i].push_back(j);
    std::vector<size_t> rank(count);
    for (size_t i = 0; i < count; ++i)
      rank[i] = i;
    const auto order = topological_order(needs, rank);
    REQUIRE(order.size() == count);
    std::vector<size_t> position(count);
    for (size_t i = 0; i < count; ++i)
      position[order[i]] = i;
    for (size_t i = 0; i < count; ++i)
      for (const size_t needed : needs[i])
        REQUIRE(position[needed] < position[i]);
  }
}

TEST_CASE("dependency_order: a long chain needs no deep stack") {
  constexpr size_t count = 200'000;
  std::vector<std::vector<size_t>> needs(count);
  std::vector<size_t> rank(count);
  for (size_t i = 0; i < count; ++i) {
    if (i + 1 < count)
      needs[i].push_back(i + 1);
    rank[i] = i;
  }
  CHECK(topological_order(needs, rank).front() == count - 1);
}

}  // namespace troupe::registry
