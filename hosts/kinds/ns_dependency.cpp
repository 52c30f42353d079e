// `ns.dependency`: data for the linker. The modules of the files were found by the loader, those of programs by registry/expansion; files
// that ask at run time for one that their lock does not list are told so.
#include "hosts/kinds/kinds.hpp"

#include <fmt/format.h>

namespace troupe::hosts {

namespace {

bool brings_entries(const registry::snapshot& entries, std::string_view module) {
  bool found = false;
  entries.each([&](const registry::entry_ptr& each) {
    found = found || each->module == module || registry::string_field(*each, "meta.module") == module;
  });
  return found;
}

void check(const registry::entry& candidate, registry::validation_context& context) {
  const registry::entry* before = context.before().find(candidate.id);
  const bool boot = context.before().size() == 0;
  if (boot || (before != nullptr && before->data == candidate.data))
    return;
  const std::string_view module = registry::string_field(candidate, "data.component");
  if (brings_entries(context.after(), module))
    return;
  context.error(candidate, fmt::format("dependency resolution failed: {} {} is not among the modules that are loaded, and there is no hub to fetch it from", module,
                                       registry::string_field(candidate, "data.version")),
                "put the module below the folder of modules and list it in wippy.lock");
}

}  // namespace

void define_ns_dependency(registry::kind_table& table) {
  registry::kind_definition kind = *table.find("ns.dependency");
  kind.validate = check;
  table.add(std::move(kind));
}

}  // namespace troupe::hosts
