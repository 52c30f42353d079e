#include "hosts/command.hpp"

#include "config/diagnostic.hpp"
#include "config/errc.hpp"
#include "config/field_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace troupe::hosts {

namespace {

// `meta.command` with its name; null if the entry is no command.
const document* command_in(const registry::entry& owner) {
  const document* described = owner.meta.find("command");
  if (described == nullptr || !described->is_map() || !owner.kind.starts_with("process."))
    return nullptr;
  const document* name = described->find("name");
  return name == nullptr || name->as_string() == nullptr || name->as_string()->empty() ? nullptr : described;
}

registry::security_block read_security(const document& described, const registry::entry& owner, diagnostics& findings) {
  field_reader fields{described, owner.mark, owner.id, findings, "meta.command."};
  return registry::read_security(fields, "security", owner);
}

}  // namespace

std::vector<command> commands_of(const std::vector<registry::entry_ptr>& entries) {
  std::vector<command> found;
  for (const registry::entry_ptr& each : entries) {
    const document* described = command_in(*each);
    if (described == nullptr)
      continue;
    command made;
    made.name = *described->find("name")->as_string();
    made.entry = each->id;
    if (const document* text = described->find("short"))
      made.summary = text->scalar_text();
    if (const document* flag = described->find("main"))
      made.is_main = flag->as_bool() != nullptr && *flag->as_bool();
    const document* use_case = described->find("use_case");
    made.use_case = use_case == nullptr ? "run" : use_case->scalar_text();
    diagnostics told;  // when the entry was checked
    made.security = read_security(*described, *each, told);
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

void check_command(const registry::entry& candidate, diagnostics& findings) {
  if (const document* described = command_in(candidate))
    read_security(*described, candidate, findings);
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
