#include "actors/registry_view.hpp"

#include "config/log.hpp"
#include "registry/filter.hpp"

namespace troupe::actors {

namespace {

void write(const registry::entry& from, runtime::value_writer& to) {
  to.begin_table(0);
  to.text("id");
  to.text(from.id.text());
  to.text("kind");
  to.text(from.kind);
  to.text("meta");
  to.append(from.meta);
  if (!from.data.is_null()) {
    to.text("data");
    to.append(from.data);
  }
  to.end_table();
}

}  // namespace

std::optional<runtime::value> get_entry(const registry::snapshot& entries, std::string_view id) {
  const registry::entry* found = entries.find(entry_id::parse(id));
  if (found == nullptr)
    return std::nullopt;
  runtime::value_writer to;
  write(*found, to);
  return to.finish(1);
}

runtime::value find_entries(const registry::snapshot& entries, const document& filter,
                            const std::function<bool(const entry_id&)>& may_see) {
  const registry::entry_filter wanted{filter};
  for (const std::string& key : wanted.ignored())
    log::warn("registry", "find: unknown filter key \"" + key + "\" is ignored");
  auto found = entries.find(wanted);
  std::erase_if(found, [&](const registry::entry_ptr& each) { return !may_see(each->id); });
  runtime::value_writer to;
  to.begin_table(found.size());
  for (const registry::entry_ptr& each : found)
    write(*each, to);
  to.end_table();
  return to.finish(1);
}

}  // namespace troupe::actors
