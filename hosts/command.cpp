#include "hosts/command.hpp"

#include "config/diagnostic.hpp"
#include "config/errc.hpp"
#include "registry/references.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace troupe::hosts {

namespace {

// `security: {actor: {id, meta}, policies, groups}`; what is of another type says nothing.
registry::security_block read_security(const document& command, const entry_id& owner) {
  registry::security_block made;
  const document* from = command.find("security");
  const document* actor = from == nullptr ? nullptr : from->find("actor");
  if (actor != nullptr) {
    if (const document* id = actor->find("id"))
      made.actor_id = id->scalar_text();
    if (const document* meta = actor->find("meta"); meta != nullptr && meta->is_map())
      made.actor_meta = *meta;
  }
  const auto ids = [&](std::string_view member, std::vector<entry_id>& into) {
    const document* node = from == nullptr ? nullptr : from->find(member);
    const document::list* items = node == nullptr ? nullptr : node->as_list();
    for (size_t i = 0; items != nullptr && i < items->size(); ++i)
      into.push_back(registry::resolve_reference((*items)[i].scalar_text(), owner.ns));
  };
  ids("policies", made.policies);
  ids("groups", made.groups);
  return made;
}

}  // namespace

std::vector<command> commands_of(const std::vector<registry::entry_ptr>& entries) {
  std::vector<command> found;
  for (const registry::entry_ptr& each : entries) {
    const document* described = each->meta.find("command");
    if (described == nullptr || !described->is_map() || !each->kind.starts_with("process."))
      continue;
    const document* name = described->find("name");
    if (name == nullptr || name->as_string() == nullptr || name->as_string()->empty())
      continue;
    command made;
    made.name = *name->as_string();
    made.entry = each->id;
    if (const document* text = described->find("short"))
      made.summary = text->scalar_text();
    if (const document* flag = described->find("main"))
      made.is_main = flag->as_bool() != nullptr && *flag->as_bool();
    const document* use_case = described->find("use_case");
    made.use_case = use_case == nullptr ? "run" : use_case->scalar_text();
    made.security = read_security(*described, each->id);
    found.push_back(std::move(made));
  }
  std::sort(found.begin(), found.end(), [](const command& a, const command& b) {
    return a.name != b.name ? a.name < b.name : a.entry < b.entry;
  });
  return found;
}

caf::expected<command> find_command(const std::vector<command>& known, std::string_view name) {
  for (const command& each : known)
    if (each.name == name)
      return each;
  std::vector<std::string_view> names;
  for (const command& each : known)
    names.push_back(each.name);
  const std::string_view near = nearest_name(name, names);
  return make_error(errc::not_found,
                    fmt::format("command \"{}\" not found. Use 'wippy run list' to see available commands{}", name,
                                near.empty() ? "" : fmt::format(" (did you mean \"{}\"?)", near)));
}

void check_command_names(const std::vector<registry::entry>& entries, diagnostics& findings) {
  std::vector<registry::entry_ptr> shared;
  for (const registry::entry& each : entries)
    shared.push_back(std::make_shared<const registry::entry>(each));
  const std::vector<command> commands = commands_of(shared);
  const auto place = [&](const entry_id& id) {
    const auto found = std::find_if(entries.begin(), entries.end(), [&](const registry::entry& each) { return each.id == id; });
    return found == entries.end() ? source_mark{} : found->mark;
  };
  for (size_t i = 1; i < commands.size(); ++i)
    if (commands[i].name == commands[i - 1].name)
      return findings.error(place(commands[i].entry), commands[i].entry,
                            fmt::format("command \"{}\" is already the name of {} ({})", commands[i].name,
                                        commands[i - 1].entry.text(), place(commands[i - 1].entry).text()));
}

}  // namespace troupe::hosts
