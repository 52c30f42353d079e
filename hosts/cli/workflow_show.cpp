// `troupe workflow show` and `history`.
#include "config/document_text.hpp"
#include "hosts/cli/ask.hpp"
#include "hosts/cli/cli.hpp"
#include "hosts/cli/text_table.hpp"
#include "hosts/cli/workflow_words.hpp"
#include "runtime/workflow/description.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

namespace troupe::hosts::cli {

namespace {

namespace workflow = runtime::workflow;

constexpr size_t runs_shown_max = 20;
constexpr size_t value_shown_max = 200;
constexpr size_t result_shown_max = 2000;
constexpr size_t part_bytes = 256 * 1024;

void print_line(const char* name, const std::string& text) {
  std::printf("%-12s %s\n", name, text.empty() ? "-" : one_line(text).c_str());
}

std::string json_text(const document& shown, std::string_view member) {
  const document* found = shown.find(member);
  if (found == nullptr)
    return {};
  std::string text = to_json(*found, json_layout::spaced);
  return text.size() <= result_shown_max ? text : text.substr(0, result_shown_max) + "... (--json shows all)";
}

void print_json_line(const document& shown, const char* name, std::string_view member) {
  if (shown.find(member) != nullptr)
    print_line(name, json_text(shown, member));
}

void print_runs(const document& runs) {
  using align = table_column::align;
  const std::vector<table_column> columns{{"RUN"}, {"TYPE", align::left, true}, {"STATUS"}, {"ATTEMPT", align::right}, {"STARTED"}, {"ENDED"}};
  std::vector<std::vector<std::string>> rows;
  for (const document& each : list_of(runs, ""))
    rows.push_back({text_of(each, "run_id"), text_of(each, "type"), text_of(each, "status"), text_of(each, "attempt"), text_of(each, "started"),
                    text_of(each, "ended")});
  std::fputs(format_table(columns, rows, terminal_columns()).c_str(), stdout);
}

void print_workflow(const document& shown, const workflow::run_summary& done) {
  print_line("workflow", text_of(shown, "pid"));
  print_line("type", text_of(shown, "type"));
  std::string status = text_of(shown, "status");
  std::replace(status.begin(), status.end(), '_', ' ');
  print_line("status", status);
  if (shown.find("blocked") != nullptr)
    print_line("blocked", text_of(shown, "blocked"));
  print_line("run", text_of(shown, "run_id") + (number_of(shown, "attempt") > 1 ? " (attempt " + text_of(shown, "attempt") + ")" : ""));
  print_line("started", text_of(shown, "started"));
  print_line("ended", text_of(shown, "ended"));
  print_line("task queue", text_of(shown, "task_queue"));
  if (shown.find("parent") != nullptr)
    print_line("parent", text_of(shown, "parent"));
  print_json_line(shown, "input", "input");
  print_json_line(shown, "result", "result");
  if (const document* error = shown.find("error")) {
    print_line("error", text_of(*error, "kind") + ": " + text_of(*error, "message"));
    print_json_line(*error, "details", "details");
  }
  for (const char* each : {"options", "context", "security", "attributes", "versions"})
    print_json_line(shown, each, each);
  print_line("history", fmt::format("{} activation{}, {} command{}, {}", done.activations, done.activations == 1 ? "" : "s", done.commands,
                                    done.commands == 1 ? "" : "s", short_size(done.bytes)));
  if (const int64_t unread = number_of(shown, "unread"); unread != 0)
    print_line("unread", std::to_string(unread));
  for (const auto& [number, each] : done.open)
    print_line("open", line_of(each, value_shown_max));
  if (const document* runs = shown.find("runs"); runs != nullptr && list_of(*runs, "").size() > 1) {
    std::puts("");
    print_runs(*runs);
  }
}

caf::expected<std::string> parent_of(const workflow_journal& journal, const runtime::journal::read_txn& txn, const workflow::run_row& row) {
  const auto chain = journal.tables->chain(txn, row.parent_chain);
  if (!chain)
    return chain.error();
  return *chain ? (*chain)->pid() : std::string{"(its record is gone)"};
}

struct history_part {
  std::string text;
  uint64_t activations = 0;  // so far
  uint64_t commands = 0;
  bool last = true;
};

void add_activation(history_part& to, const workflow::activation& recorded, bool json) {
  if (json) {
    to.text += to_json(workflow::describe(to.activations, to.commands, recorded)) + "\n";
    to.commands += recorded.commands.size();
    ++to.activations;
    return;
  }
  to.text += fmt::format("#{}  {}\n", to.activations++, workflow::time_text(recorded.time_ns));
  for (const workflow::job& each : recorded.jobs)
    to.text += fmt::format("       < {}\n", one_line(line_of(each, value_shown_max)));
  for (const workflow::command& each : recorded.commands)
    to.text += fmt::format("{:8} {}\n", ++to.commands, one_line(line_of(each, value_shown_max)));
}

// One transaction's worth: a history that waits for its reader does not keep the journal from using room again.
caf::error read_part(const workflow_journal& journal, uint64_t run, bool json, history_part& to) {
  const auto txn = runtime::journal::read_txn::begin(*journal.env);
  if (!txn)
    return txn.error();
  to.last = true;
  const caf::error problem = journal.tables->each_event(
    *txn, run,
    [&](uint64_t, std::string_view bytes) -> caf::error {
      if (to.text.size() >= part_bytes) {
        to.last = false;
        return make_error(errc::canceled);
      }
      const auto recorded = workflow::decode_activation(bytes);
      if (!recorded)
        return recorded.error();
      add_activation(to, *recorded, json);
      return {};
    },
    to.activations);
  return to.last ? problem : caf::error{};
}

}  // namespace

int show_workflow(const workflow_words& words, const host_flags& flags) {
  const live_workflows live = ask_live(flags);
  const auto journal = open_journal(flags, live);
  if (!journal)
    return fail(message_of(journal.error()));
  const auto txn = runtime::journal::read_txn::begin(*journal->env);
  if (!txn)
    return fail(message_of(txn.error()));
  const auto found = look_up(*journal->tables, *txn, words.name);
  if (!found)
    return fail(message_of(found.error()));
  const auto runs = runs_of(*journal->tables, *txn, *found, runs_shown_max);
  if (!runs)
    return fail(message_of(runs.error()));
  if (runs->empty())
    return fail(found->row.pid() + ": its record is gone");
  const workflow::numbered_run& newest = runs->front();
  auto done = summarize(*journal->tables, *txn, newest.number);
  if (!done)
    return fail(message_of(done.error()));
  if (!newest.row.open())
    done->open.clear();  // an end from outside is no activation
  const auto why = live.blocked.find(found->row.pid());
  const bool blocked = newest.row.open() && why != live.blocked.end();
  document shown = describe(found->row, newest.row, blocked ? "blocked" : "");
  if (blocked)
    shown.set("blocked", document{why->second});
  if (newest.row.parent_run != 0) {
    auto parent = parent_of(*journal, *txn, newest.row);
    if (!parent)
      return fail(message_of(parent.error()));
    shown.set("parent", document{std::move(*parent)});
  }
  add_particulars(shown, newest.row);
  add_particulars(shown, *done);
  if (newest.row.open()) {
    const auto unread = journal->tables->waiting(*txn, found->chain, 0);
    if (!unread)
      return fail(message_of(unread.error()));
    shown.set("unread", document{static_cast<int64_t>(unread->size())});
  }
  document::list all;
  for (const workflow::numbered_run& each : *runs)
    all.push_back(describe(found->row, each.row));
  shown.set("runs", document{std::move(all)});
  if (words.json)
    return print_json(shown);
  print_workflow(shown, *done);
  return 0;
}

int show_history(const workflow_words& words, const host_flags& flags) {
  const auto journal = open_journal(flags, ask_live(flags));
  if (!journal)
    return fail(message_of(journal.error()));
  const auto chosen = [&]() -> caf::expected<chosen_run> {
    const auto txn = runtime::journal::read_txn::begin(*journal->env);
    return txn ? choose_run(*journal, *txn, words.name, words.run_id) : txn.error();
  }();
  if (!chosen)
    return fail(message_of(chosen.error()));
  const workflow::run_row& row = chosen->run.row;
  if (!words.json)
    std::printf("%s %s %s, %s\n", chosen->which.row.pid().c_str(), row.start.entry.c_str(), row.start.run_id.c_str(),
                std::string{workflow::name_of(row.status)}.c_str());
  history_part part;
  do {
    part.text.clear();
    if (const caf::error problem = read_part(*journal, chosen->run.number, words.json, part))
      return fail(message_of(problem));
    std::fputs(part.text.c_str(), stdout);
  } while (!part.last);
  // An end from outside is no activation.
  if (const runtime::fault* why = runtime::fault_in(row.result); why != nullptr && !words.json && row.status != workflow::run_status::failed)
    std::printf("%s  %s: %s\n", workflow::time_text(row.closed_ns).c_str(), std::string{workflow::name_of(row.status)}.c_str(),
                one_line(why->message).c_str());
  return 0;
}

}  // namespace troupe::hosts::cli
