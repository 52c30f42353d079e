// `process.lua`: code that runs as processes. A `lifecycle` here has no effect.
#include "hosts/command.hpp"
#include "hosts/kinds/kinds.hpp"
#include "hosts/kinds/lua_fields.hpp"
#include "hosts/program_store.hpp"

namespace troupe::hosts {

void define_process_lua(registry::kind_table& table, program_store& programs) {
  table.add({.name = "process.lua",
             .fields = lua_fields().no_lifecycle("give it a process.service"),
             .handler = &programs,
             .validate = [&programs](const auto& candidate, auto& context) {
               check_command(candidate, context.findings());
               programs.check(candidate, context);
             }});
}

}  // namespace troupe::hosts
