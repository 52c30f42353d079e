#include "hosts/workflow_programs.hpp"

#include "hosts/kinds/kinds.hpp"
#include "hosts/program_store.hpp"

#include <fmt/format.h>

#include <charconv>

namespace troupe::hosts {

caf::expected<std::unique_ptr<workflow_programs>> workflow_programs::open(registry::snapshot entries, bool strict_mode) {
  std::unique_ptr<workflow_programs> made{new workflow_programs{std::move(entries)}};
  made->policies_.set_strict(strict_mode);
  if (const caf::error problem = publish_policies(made->entries_, made->policies_))
    return problem;
  return made;
}

caf::expected<std::shared_ptr<const runtime::lua::program>> workflow_programs::find(const std::string& id) {
  if (const auto known = made_.find(id); known != made_.end())
    return known->second;
  const registry::entry* found = entries_.find(entry_id::parse(id));
  if (found == nullptr || found->kind != "workflow.lua")
    return make_error(errc::not_found, found == nullptr ? fmt::format("workflow not found: {}", id)
                                                        : fmt::format("{} is a {}, not a workflow.lua", id, found->kind));
  std::map<entry_id, runtime::lua::source_entry> libraries;
  auto code = runtime::lua::build_program(read_source(*found), [&](const entry_id& wanted) -> const runtime::lua::source_entry* {
    const registry::entry* library = entries_.find(wanted);
    if (library == nullptr || !importable(library->kind))
      return nullptr;
    return &libraries.try_emplace(wanted, read_source(*library)).first->second;
  });
  if (!code)
    return code.error();
  return made_.emplace(id, std::move(*code)).first->second;
}

std::string workflow_programs::place_of(std::string_view position) const {
  const size_t colon = position.rfind(':');
  uint32_t line = 0;
  if (colon == std::string_view::npos
      || std::from_chars(position.data() + colon + 1, position.data() + position.size(), line).ec != std::errc{})
    return {};
  const registry::entry* found = entries_.find(entry_id::parse(position.substr(0, colon)));
  if (found == nullptr)
    return {};
  const source_mark place = read_source(*found).place;
  if (!place.file)
    return {};
  if (found->mark.file && *place.file != *found->mark.file)
    return fmt::format("{}:{}", *place.file, line);
  return fmt::format("{}:{}, line {} of the source", *place.file, place.line, line);
}

}  // namespace troupe::hosts
