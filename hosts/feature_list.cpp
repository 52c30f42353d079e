#include "hosts/feature_list.hpp"

#include "config/document_text.hpp"
#include "registry/kinds.hpp"
#include "runtime/lua/engine.hpp"
#include "runtime/modules/table.hpp"

#include <array>

namespace troupe::hosts {

namespace {

// Kinds that hosts/kinds handles. define_kinds needs a running node, so the list is checked against it by a test.
constexpr std::array handled{"env.storage.file", "env.storage.memory", "env.storage.os", "env.storage.router", "env.storage.static",
                             "env.variable", "fs.directory", "function.lua", "library.lua", "process.host", "process.lua", "process.service",
                             "process.supervisor", "security.policy", "security.policy.expr", "temporal.client", "temporal.worker",
                             "terminal.host", "workflow.host", "workflow.lua"};

document to_document(const std::vector<feature>& list) {
  document made{document::map{}};
  for (const feature& each : list)
    made.set(each.name, document{each.state});
  return made;
}

}  // namespace

feature_list list_features() {
  feature_list made;
  made.engine = runtime::lua::engine_text();
  const registry::kind_table table;
  for (const registry::kind_definition* kind : table.all()) {
    const bool ours = std::find(handled.begin(), handled.end(), kind->name) != handled.end();
    made.kinds.push_back({kind->name, ours                                                ? "available"
                                      : kind->state == registry::kind_state::unavailable ? "unavailable"
                                                                                          : "data"});
  }
  for (const runtime::modules::module_entry& module : runtime::modules::all())
    made.modules.push_back({std::string{module.name}, module.open != nullptr ? "available" : "unavailable"});
  return made;
}

std::string to_json_text(const feature_list& features, std::string_view version) {
  return to_json(document{document::map{{"version", document{version}},
                                        {"engine", document{features.engine}},
                                        {"kinds", to_document(features.kinds)},
                                        {"modules", to_document(features.modules)}}});
}

}  // namespace troupe::hosts
