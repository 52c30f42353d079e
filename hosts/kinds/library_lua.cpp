// `library.lua`: code that other entries import; the chunk's value is what require answers.
#include "hosts/kinds/kinds.hpp"
#include "hosts/kinds/lua_fields.hpp"
#include "hosts/program_store.hpp"

namespace troupe::hosts {

void define_library_lua(registry::kind_table& table, program_store& programs) {
  table.add({.name = "library.lua",
             .fields = lua_fields().no_lifecycle("only services have one"),
             .handler = &programs,
             .validate = [&programs](const auto& candidate, auto& context) { programs.check(candidate, context); }});
}

}  // namespace troupe::hosts
