// `function.lua`: code that is called, served by a pool of reused states (process.md section 21).
#include "hosts/kinds/kinds.hpp"
#include "hosts/kinds/lua_fields.hpp"
#include "hosts/program_store.hpp"

#include <algorithm>

namespace troupe::hosts {

namespace {

void check_pool(const registry::entry& candidate, registry::validation_context& context) {
  const document* workers = registry::find_field(candidate, "pool.workers");
  const document* size = registry::find_field(candidate, "pool.size");
  const std::string_view type = registry::string_field(candidate, "pool.type");
  if (type.empty() && workers != nullptr && size == nullptr)
    context.error(candidate, "pool.workers", "a pool with `workers` needs `size` too", "add `size: 8`, or `type: static`");
  const std::vector<std::string_view> types{"inline", "lazy", "static", "adaptive"};
  if (!type.empty() && std::find(types.begin(), types.end(), type) == types.end()) {
    const std::string_view near = nearest_name(type, types);
    context.error(candidate, "pool.type", "unknown pool type: " + std::string{type},
                  near.empty() ? "inline, lazy, static or adaptive" : "did you mean \"" + std::string{near} + "\"?");
  }
}

}  // namespace

void define_function_lua(registry::kind_table& table, program_store& programs) {
  using registry::field_type;
  registry::schema fields = lua_fields();
  fields.no_lifecycle("only services have one");
  fields.optional("pool", field_type::map)
    .optional("pool.type", field_type::string)
    .optional("pool.size", field_type::integer)
    .at_least(0)
    .optional("pool.workers", field_type::integer)
    .at_least(0)
    .optional("pool.max_size", field_type::integer)
    .at_least(0)
    .optional("pool.buffer", field_type::integer)  // accepted: calls wait without bound
    .at_least(0);
  table.add({.name = "function.lua",
             .fields = std::move(fields),
             .handler = &programs,
             .validate = [&programs](const auto& candidate, auto& context) {
               check_pool(candidate, context);
               programs.check(candidate, context);
             }});
}

}  // namespace troupe::hosts
