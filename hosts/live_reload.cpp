#include "hosts/live_reload.hpp"

#include "actors/registry_changes.hpp"
#include "config/log.hpp"
#include "hosts/control/reload_report.hpp"

#include <caf/send.hpp>

#include <map>

namespace troupe::hosts {

namespace {

// The services that keep processes of this entry running and leave their code alone.
std::vector<std::string> services_of(const registry::snapshot& entries, const std::string& process) {
  std::vector<std::string> found;
  for (const registry::entry_ptr& each : entries.of_kind("process.service"))
    if (entry_id::relative(registry::string_field(registry::as_decoded(*each), "process"), each->id.ns).text() == process
        && registry::read_lifecycle(*each).update == registry::on_update::keep)
      found.push_back(each->id.text());
  return found;
}

}  // namespace

void log_reload(const reload_report& what, const std::string& author) {
  const control::reload_lines lines = control::lines_of_reload(control::describe_reload(what));
  const document by{document::map{{"by", document{author}}}};
  for (const std::string& each : lines.problems)
    log::error("reload", each);
  if (!lines.refused)
    for (const std::string& each : lines.changes)
      log::info("reload", each);
  for (const std::string& each : lines.advice)
    log::warn("reload", each);
  log::write(lines.refused ? log::level::error : log::level::info, "reload", lines.summary, by);
}

live_reload::live_reload(actors::local_node& node, caf::actor keeper, bundle_request how, const loaded_bundle& loaded, std::filesystem::path state)
  : node_(node), keeper_(std::move(keeper)), state_(std::move(state)), reloader_(std::move(how), loaded) {}

void live_reload::request(reload_order order, std::function<void(const reload_report&)> done) {
  caf::anon_send(keeper_, actors::use_registry{[this, order = std::move(order), done = std::move(done)](registry::catalogue& entries) {
                   reload_report made = reloader_.reload(entries, order);
                   if (made.made)
                     made.old_code = old_code(entries.current());
                   done(made);
                 }});
}

void live_reload::hangup() {
  request({.author = "SIGHUP"}, [](const reload_report& what) { log_reload(what, "SIGHUP"); });
}

caf::error live_reload::watch() {
  const std::lock_guard lock{guard_};
  return watch_files();
}

void live_reload::stop_watching() {
  const std::lock_guard lock{guard_};
  stopped_ = true;
  watch_.reset();
}

// Once the files have come to rest. What changes while the keeper has not begun yet is part of the same reload.
void live_reload::take_over(const std::string& author) {
  if (asked_.exchange(true))
    return;
  caf::anon_send(keeper_, actors::use_registry{[this](registry::catalogue&) { asked_ = false; }});
  request({.author = author}, [this, author](const reload_report& what) {
    // A file was written that says what it said before, or one that is none of the bundle's.
    if (what.problem || what.made || !what.settings.empty())
      log_reload(what, author);
    const std::lock_guard lock{guard_};
    if (!stopped_ && watched_ != reloader_.files_to_watch())
      if (const caf::error problem = watch_files())
        log::error("watch", message_of(problem));
  });
}

caf::error live_reload::watch_files() {
  watch_.reset();
  watched_ = reloader_.files_to_watch();
  auto opened = file_watch::open({.roots = watched_, .ignored = {state_}}, [this] { take_over("watch"); });
  if (!opened)
    return opened.error();
  watch_ = std::move(*opened);
  return caf::none;
}

std::vector<stale_code> live_reload::old_code(const registry::snapshot& entries) const {
  std::map<std::string, size_t> count;
  for (const actors::process_ptr& each : node_.names().living(nullptr))
    if (!each->is_function() && node_.runs_old_code(*each))
      ++count[each->entry()];
  std::vector<stale_code> made;
  for (const auto& [entry, processes] : count)
    made.push_back({entry, processes, services_of(entries, entry)});
  return made;
}

}  // namespace troupe::hosts
