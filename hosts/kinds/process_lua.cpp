// `process.lua`: code that runs as processes. A `lifecycle` here has no effect.
#include "hosts/kinds/kinds.hpp"
#include "hosts/kinds/lua_fields.hpp"
#include "hosts/program_store.hpp"

namespace troupe::hosts {

void define_process_lua(registry::kind_table& table, program_store& programs) {
  table.add({.name = "process.lua", .fields = lua_fields(), .handler = &programs, .validate = program_store::check});
}

}  // namespace troupe::hosts
