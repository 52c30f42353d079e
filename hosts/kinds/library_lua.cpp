// `library.lua`: code that other entries import; the chunk's value is what require answers.
#include "hosts/kinds/kinds.hpp"
#include "hosts/kinds/lua_fields.hpp"
#include "hosts/program_store.hpp"

namespace troupe::hosts {

void define_library_lua(registry::kind_table& table, program_store& programs) {
  table.add({.name = "library.lua", .fields = lua_fields(), .handler = &programs, .validate = program_store::check});
}

}  // namespace troupe::hosts
