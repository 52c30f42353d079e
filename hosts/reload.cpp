#include "hosts/reload.hpp"

#include "config/errc.hpp"
#include "config/files.hpp"
#include "hosts/command.hpp"
#include "registry/loader.hpp"

#include <algorithm>
#include <set>

namespace troupe::hosts {

namespace {

std::vector<std::filesystem::path> present_roots(const loaded_bundle& loaded) {
  std::vector<std::filesystem::path> present;
  std::error_code ignored;
  for (const registry::load_root& each : loaded.source.roots)
    if (std::filesystem::exists(each.path, ignored))
      present.push_back(each.path);
  return present;
}

std::string lock_text(const loaded_bundle& loaded) {
  auto text = read_text_file(loaded.source.folder / "wippy.lock");
  return text ? std::move(*text) : std::string{};
}

// A file that the start could do without is still left out; one that defined something must not take it along by a slip of the pen.
void refuse_lost_files(const registry::snapshot& base, diagnostics& findings) {
  std::set<std::string> defining;
  base.each([&](const registry::entry_ptr& each) {
    if (each->mark.file)
      defining.insert(*each->mark.file);
  });
  diagnostics judged;
  for (diagnostic each : findings) {
    if (each.level == severity::warning && each.mark.file && each.message.starts_with(registry::dropped_file) && defining.contains(*each.mark.file))
      each.level = severity::error;
    judged.add(std::move(each));
  }
  findings = std::move(judged);
}

// Conflicts that the running program won stay conflicts until the files win, or both say the same.
registry::entry_changes undecided(const reload_report& made) {
  registry::entry_changes kept;
  if (!made.files_won)
    for (const registry::reload_conflict& each : made.plan.conflicts)
      kept[each.id] = each.base;
  return kept;
}

// The next start would refuse what they say then.
registry::change_set dependents(const registry::change_set& operations, const registry::catalogue& entries) {
  return registry::referring_to_removed(operations, entries.current(), entries.kinds().extractor());
}

caf::error check(const registry::change_set& operations, const registry::change_set& bereft, const registry::catalogue& entries,
                 diagnostics& findings) {
  registry::change_set all = operations;
  all.insert(all.end(), bereft.begin(), bereft.end());
  return entries.check(all, findings);
}

caf::error check(reload_report& made, const registry::catalogue& entries) {
  return check(made.plan.operations, dependents(made.plan.operations, entries), entries, made.findings);
}

caf::error apply(reload_report& made, registry::catalogue& entries, const std::string& author) {
  if (const registry::change_set bereft = dependents(made.plan.operations, entries); !bereft.empty()) {
    diagnostics found;
    if (caf::error problem = check(made.plan.operations, bereft, entries, found)) {
      made.findings.add(std::move(found));  // else applying finds the same again
      return problem;
    }
  }
  auto applied = entries.apply(made.plan.operations, {author, registry::change_source::files}, made.findings);
  if (!applied)
    return applied.error();
  made.made = std::move(*applied);
  return caf::none;
}

// What only a start takes over.
std::vector<std::string> changed_settings(const host_config& before, const host_config& after) {
  std::set<std::string> names;
  for (const host_config* each : {&before, &after})
    for (const auto& [key, value] : each->set_keys())
      names.insert(key);
  std::vector<std::string> changed;
  for (const std::string& name : names) {
    const document* old = before.raw(name);
    const document* made = after.raw(name);
    if ((old == nullptr || made == nullptr || !(*old == *made)) && !name.starts_with("override.") && !name.starts_with("disable."))
      changed.push_back(name);
  }
  return changed;
}

}  // namespace

reloader::reloader(bundle_request how, const loaded_bundle& loaded)
  : how_(std::move(how)),
    running_(loaded.config),
    strict_(how_.strict.value_or(loaded.source.strict)),
    base_(registry::snapshot_of(loaded.entries)) {
  roots_ = present_roots(loaded);
  lock_ = lock_text(loaded);
  note_files(loaded);
}

void reloader::note_files(const loaded_bundle& loaded) {
  if (loaded.source.roots.empty())  // its configuration could not be read
    return;
  watched_.clear();
  for (const registry::load_root& each : loaded.source.roots)
    watched_.push_back(each.path);
  watched_.push_back(loaded.source.folder / "wippy.lock");
  const std::vector<std::filesystem::path>& read = loaded.config.files();
  watched_.insert(watched_.end(), read.begin(), read.end());
  for (const char* each : {".wippy.yaml", "troupe.yaml"})
    if (std::find(read.begin(), read.end(), loaded.config.folder() / each) == read.end())
      watched_.push_back(loaded.config.folder() / each);
}

// A folder that is gone for a moment, as while a version control system works, is no reason to take everything down.
void reloader::refuse_lost_folders(const loaded_bundle& loaded, diagnostics& findings) const {
  if (lock_text(loaded) != lock_)
    return;  // it may say now that the folder is no part of the app
  std::error_code ignored;
  for (const std::filesystem::path& each : roots_)
    if (!std::filesystem::exists(each, ignored))
      findings.error({std::make_shared<const std::string>(each.native()), 0, 0}, "no such file or folder, but entries were read from it",
                     "put it back, or take it out of the lock");
}

caf::expected<registry::snapshot> reloader::read(reload_report& made) {
  const loaded_bundle loaded = load_bundle_for(how_, made.findings);
  note_files(loaded);
  refuse_lost_folders(loaded, made.findings);
  if (!strict_)
    refuse_lost_files(base_, made.findings);
  check_command_names(loaded.entries, made.findings);
  if (made.findings.has_errors())
    return made.findings.failure();
  made.settings = changed_settings(running_, loaded.config);
  roots_ = present_roots(loaded);
  lock_ = lock_text(loaded);
  return registry::snapshot_of(loaded.entries);
}

reload_report reloader::reload(registry::catalogue& entries, const reload_order& order) {
  const auto began = std::chrono::steady_clock::now();
  reload_report made;
  made.dry_run = order.dry_run;
  made.before = entries.current();
  made.files_won = order.rule == registry::conflict_rule::files_win;
  if (const auto files = read(made)) {
    made.plan = registry::plan_reload(base_, *files, made.before, order.rule);
    if (!made.plan.operations.empty())
      made.problem = order.dry_run ? check(made, entries) : apply(made, entries, order.author);
    if (!made.problem && !order.dry_run)
      base_ = files->with(undecided(made));
  } else {
    made.problem = files.error();
  }
  made.took = std::chrono::steady_clock::now() - began;
  return made;
}

}  // namespace troupe::hosts
