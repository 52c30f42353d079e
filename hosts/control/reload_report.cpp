#include "hosts/control/reload_report.hpp"

#include "config/errc.hpp"
#include "hosts/control/protocol.hpp"
#include "registry/entry_difference.hpp"

#include <fmt/format.h>

#include <cmath>

namespace troupe::hosts::control {

namespace {

using registry::action;

std::string_view word_for(action kind) {
  return kind == action::create ? "create" : kind == action::update ? "update" : "delete";
}

document describe_fields(const registry::entry& before, const registry::entry& after) {
  document::list made;
  for (registry::field_change& each : registry::field_changes(before, after))
    made.emplace_back(document::map{{"path", document{std::move(each.path)}}, {"before", document{std::move(each.before)}}, {"after", document{std::move(each.after)}}});
  return document{std::move(made)};
}

document describe_change(const registry::operation& change, const registry::snapshot& before) {
  const registry::entry_ptr old = before.get(change.item->id);
  document made{document::map{{"action", document{word_for(change.kind)}},
                              {"id", document{change.item->id.text()}},
                              {"kind", document{change.kind == action::remove && old ? old->kind : change.item->kind}}}};
  if (change.kind == action::update && old)
    made.set("fields", describe_fields(*old, *change.item));
  return made;
}

document describe_conflict(const registry::reload_conflict& what, bool files_won) {
  const auto did = [&](const registry::entry_ptr& now) { return document{!now ? "removed" : !what.base ? "added" : "changed"}; };
  return document{document::map{{"id", document{what.id.text()}},
                                {"files", did(what.files)},
                                {"run_time", did(what.run_time)},
                                {"winner", document{files_won ? "files" : "run_time"}}}};
}

document describe_finding(const diagnostic& what) {
  return document{document::map{{"file", document{what.mark.file ? *what.mark.file : std::string{}}},
                                {"line", document{int64_t{what.mark.line}}},
                                {"column", document{int64_t{what.mark.column}}},
                                {"entry", document{what.entry.empty() ? std::string{} : what.entry.text()}},
                                {"message", document{what.message}},
                                {"remedy", document{what.remedy}},
                                {"text", document{what.text()}}}};
}

document texts(const std::vector<std::string>& list) {
  document::list made;
  for (const std::string& each : list)
    made.emplace_back(each);
  return document{std::move(made)};
}

std::string_view outcome_of(const reload_report& what) {
  return what.problem ? "refused" : what.dry_run ? "checked" : what.made ? "applied" : "unchanged";
}

void add_change(const document& what, std::vector<std::string>& out) {
  const std::string action = text_of(what, "action");
  out.push_back(fmt::format("{} {}  {}", action == "create" ? '+' : action == "delete" ? '-' : '~', text_of(what, "id"), text_of(what, "kind")));
  for (const document& field : list_of(what, "fields")) {
    const std::string before = text_of(field, "before"), after = text_of(field, "after");
    out.push_back(before.empty()  ? fmt::format("    {}: {} (new)", text_of(field, "path"), after)
                  : after.empty() ? fmt::format("    {}: {} (gone)", text_of(field, "path"), before)
                                  : fmt::format("    {}: {} -> {}", text_of(field, "path"), before, after));
  }
}

std::string conflict_line(const document& what) {
  const std::string id = text_of(what, "id");
  const bool files_won = text_of(what, "winner") == "files";
  std::string text = fmt::format("{} was {} in the files and {} at run time: {}", id, text_of(what, "files"), text_of(what, "run_time"),
                                 files_won ? "the files win" : "run time wins (troupe reload --take files for the other)");
  if (!files_won && text_of(what, "files") == "removed")
    text += "; the next start will not find it in the files and refuse: put it back, or let the files win";
  return text;
}

std::string old_code_line(const document& what) {
  const std::string count = text_of(what, "processes");
  std::string restart;
  for (const document& each : list_of(what, "restart"))
    restart += (restart.empty() ? "" : ", ") + each.scalar_text();
  return fmt::format("{} process{} still run{} the old code of {}{}", count, count == "1" ? "" : "es", count == "1" ? "s" : "", text_of(what, "entry"),
                     restart.empty() ? "" : ": troupe restart " + restart);
}

}  // namespace

document describe_reload(const reload_report& what) {
  document::list changes, conflicts, problems, warnings, old;
  for (const registry::operation& each : what.plan.operations)
    changes.push_back(describe_change(each, what.before));
  for (const registry::reload_conflict& each : what.plan.conflicts)
    conflicts.push_back(describe_conflict(each, what.files_won));
  for (const diagnostic& each : what.findings)
    (each.level == severity::error ? problems : warnings).push_back(describe_finding(each));
  for (const stale_code& each : what.old_code)
    old.emplace_back(document::map{{"entry", document{each.entry}}, {"processes", document{static_cast<int64_t>(each.processes)}}, {"restart", texts(each.services)}});
  document made{document::map{{"outcome", document{outcome_of(what)}}}};
  if (what.made)
    made.set("version", document{static_cast<int64_t>(what.made->number)});
  made.set("took_ms", document{std::round(std::chrono::duration<double, std::milli>(what.took).count() * 10) / 10});
  made.set("changes", document{std::move(changes)});
  made.set("kept", document{static_cast<int64_t>(what.plan.kept)});
  made.set("conflicts", document{std::move(conflicts)});
  made.set("settings", texts(what.settings));
  made.set("old_code", document{std::move(old)});
  made.set("warnings", document{std::move(warnings)});
  if (what.problem) {
    made.set("problems", document{std::move(problems)});
    made.set("error", document{message_of(what.problem)});
  }
  return made;
}

reload_lines lines_of_reload(const document& described) {
  reload_lines made;
  const std::string outcome = text_of(described, "outcome");
  const document::list& changes = list_of(described, "changes");
  made.refused = outcome == "refused";
  for (const document& each : changes)
    add_change(each, made.changes);
  for (const document& each : list_of(described, "problems"))
    made.problems.push_back(text_of(each, "text"));
  if (made.refused && made.problems.empty())
    made.problems.push_back(text_of(described, "error"));
  for (const document& each : list_of(described, "warnings"))
    made.advice.push_back(text_of(each, "text"));
  for (const document& each : list_of(described, "conflicts"))
    made.advice.push_back(conflict_line(each));
  if (const std::string kept = text_of(described, "kept"); !kept.empty() && kept != "0")
    made.notes.push_back(fmt::format("kept {} entr{} that the running program has changed", kept, kept == "1" ? "y" : "ies"));
  for (const document& each : list_of(described, "settings"))
    made.advice.push_back(fmt::format("the setting {} changed: it takes effect with the next start", each.scalar_text()));
  for (const document& each : list_of(described, "old_code"))
    made.advice.push_back(old_code_line(each));
  const std::string counted = fmt::format("({} changed) in {} ms", changes.size(), text_of(described, "took_ms"));
  if (made.refused)
    made.summary = fmt::format("refused: {} problem{}, nothing has changed", made.problems.size(), made.problems.size() == 1 ? "" : "s");
  else if (changes.empty())
    made.summary = "nothing to change";
  else if (outcome == "checked")
    made.summary = fmt::format("would apply {}", counted);
  else
    made.summary = fmt::format("applied v{} {}", text_of(described, "version"), counted);
  return made;
}

}  // namespace troupe::hosts::control
