// `workflow.lua`: code that runs as durable workflows (workflow.md sections 1 and 2).
#include "hosts/kinds/kinds.hpp"
#include "hosts/kinds/lua_fields.hpp"
#include "hosts/program_store.hpp"
#include "runtime/lua/standard.hpp"
#include "runtime/modules/table.hpp"

#include <set>

namespace troupe::hosts {

namespace {

// What may not be loaded, here or by a library: a workflow is rebuilt by running its code again.
void check_modules(const registry::entry& candidate, const registry::entry& at, registry::validation_context& context, std::set<entry_id>& seen) {
  const runtime::lua::source_entry source = read_source(at);
  const auto check = [&](const std::string& name) {
    const runtime::modules::module_entry* module = runtime::modules::find(name);
    if (module == nullptr || module->does != runtime::modules::calls::effects)
      return;
    const std::string by = at.id == candidate.id ? std::string{} : " (" + at.id.text() + " loads it)";
    context.error(candidate, "modules", "module does not have any allowed class: \"" + name + "\"" + by,
                  "a workflow's code must be repeatable; call a function that uses the module");
  };
  for (const std::string& name : source.modules)
    check(name);
  for (const auto& [alias, target] : source.imports) {
    const entry_id id = entry_id::parse(target);
    if (id.ns.empty())
      check(id.name);
    else if (const registry::entry* library = context.after().find(id); library != nullptr && seen.insert(id).second)
      check_modules(candidate, *library, context, seen);
  }
}

}  // namespace

void define_workflow_lua(registry::kind_table& table, program_store& programs) {
  table.add({.name = "workflow.lua",
             .fields = lua_fields().no_lifecycle("start it by process.spawn on a workflow.host"),
             .handler = &programs,
             .validate = [&programs](const auto& candidate, auto& context) {
               programs.check(candidate, context);
               std::set<entry_id> seen{candidate.id};
               check_modules(candidate, candidate, context, seen);
             }});
}

}  // namespace troupe::hosts
