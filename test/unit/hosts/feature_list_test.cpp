#include "hosts/feature_list.hpp"

#include "hosts/kinds/kinds.hpp"
#include "hosts/program_store.hpp"

#include <algorithm>
#include <doctest/doctest.h>

using namespace troupe;
using namespace troupe::hosts;

TEST_CASE("feature list: what it calls available is exactly what define_kinds handles") {
  registry::kind_table before;
  registry::kind_table after;
  program_store programs{[]() -> actors::pool& { std::abort(); }};
  define_process_lua(after, programs);
  define_function_lua(after, programs);
  define_library_lua(after, programs);
  define_workflow_lua(after, programs);
  // These need a node: see their acceptance tests.
  std::vector<std::string> handled{"env.storage.file", "env.storage.memory", "env.storage.os", "env.storage.router",
                                   "env.storage.static", "env.variable", "fs.directory", "process.host", "process.service", "process.supervisor",
                                   "security.policy", "security.policy.expr", "temporal.client", "temporal.worker", "terminal.host",
                                   "workflow.host"};
  for (const registry::kind_definition* kind : after.all())
    if (kind->handler != nullptr)
      handled.push_back(kind->name);
  std::sort(handled.begin(), handled.end());
  std::vector<std::string> listed;
  for (const feature& each : list_features().kinds)
    if (each.state == "available")
      listed.push_back(each.name);
  CHECK(listed == handled);
}

TEST_CASE("feature list: modules have a state, and JSON says the same") {
  const feature_list features = list_features();
  const auto json = std::find_if(features.modules.begin(), features.modules.end(), [](const feature& f) { return f.name == "json"; });
  REQUIRE(json != features.modules.end());
  CHECK(json->state == "available");
  const std::string text = to_json_text(features, "1.2.3");
  CHECK(text.find("\"version\":\"1.2.3\"") != std::string::npos);
  CHECK(text.find("\"sql\":\"unavailable\"") != std::string::npos);
}
