// `troupe workflow …`: the workflows of a program that runs here, or has run (docs/workflows.md).
#include "config/diagnostic.hpp"
#include "config/environment.hpp"
#include "hosts/cli/ask.hpp"
#include "hosts/cli/cli.hpp"
#include "hosts/cli/workflow_words.hpp"
#include "hosts/durable.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <memory>

namespace troupe::hosts::cli {

live_workflows ask_live(const host_flags& flags) {
  live_workflows made;
  const auto answer = ask_host(flags, "workflows");
  if (!answer) {
    if (code_of(answer.error()) != errc::not_found)
      std::fprintf(stderr, "warning: %s; which workflows are blocked is not known\n", message_of(answer.error()).c_str());
    return made;
  }
  made.running = true;
  made.journal = text_of(*answer, "journal");
  for (const document& each : list_of(*answer, "blocked_workflows"))
    made.blocked.emplace(text_of(each, "pid"), text_of(each, "why"));
  return made;
}

caf::expected<workflow_journal> open_journal(const host_config& config, const std::filesystem::path& state) {
  return read_workflow_journal(journal_folder(config, state));
}

caf::expected<workflow_journal> open_journal(const host_flags& flags, const live_workflows& live) {
  if (!live.journal.empty())
    return read_workflow_journal(live.journal);
  diagnostics findings;
  std::error_code ignored;
  const host_config config = host_config::load(flags, std::filesystem::current_path(ignored), process_environment(), findings);
  if (findings.has_errors())
    return make_error(errc::invalid, findings.text());
  return open_journal(config, flags.state_folder.empty() ? ".troupe" : flags.state_folder);
}

caf::expected<chosen_run> choose_run(const workflow_journal& journal, const runtime::journal::read_txn& txn, std::string_view name,
                                     std::string_view run_id) {
  auto found = look_up(*journal.tables, txn, name);
  if (!found)
    return found.error();
  auto runs = runs_of(*journal.tables, txn, *found, run_id.empty() ? 1 : SIZE_MAX);
  if (!runs)
    return runs.error();
  for (runtime::workflow::numbered_run& each : *runs)
    if (run_id.empty() || each.row.start.run_id == run_id)
      return chosen_run{std::move(*found), std::move(each)};
  return make_error(errc::not_found, fmt::format("{} has no run {} (troupe workflow show lists those that are kept)", found->row.pid(), run_id));
}

namespace {

constexpr const char* name_help = "{host|id} in quotes, host|id in quotes, or the id alone if it is unique";

using run_command = std::function<int(const workflow_words&, const host_flags&)>;

struct group {
  CLI::App& parent;
  host_flags& flags;
  action& chosen;

  CLI::App* add(const char* name, const char* summary, const std::shared_ptr<workflow_words>& words, run_command does) const {
    CLI::App* command = parent.add_subcommand(name, summary);
    command->add_flag("--json", words->json, "As JSON");
    command->callback([words, does = std::move(does), &flags = flags, &chosen = chosen] {
      chosen = [words, does, &flags] { return does(*words, flags); };
    });
    return command;
  }
};

void add_looks(const group& within) {
  auto words = std::make_shared<workflow_words>();
  CLI::App* list = within.add("list", "List workflows, those that began last first", words, list_workflows);
  list->add_option("--status", words->status, "Only these")
    ->type_name("STATUS")
    ->check(CLI::IsMember({"running", "completed", "failed", "terminated", "timed_out", "blocked"}));
  list->add_option("--host", words->host, "Only those of this workflow.host or temporal.worker")->type_name("ID");
  list->add_option("--limit", words->limit, "At most N, 100 if not given; 0 for all")->type_name("N");
  list->add_option("--before", words->before, "Only those that began before this one: the next page")->type_name("WORKFLOW");
  list->footer("STATUS is running, completed, failed, terminated, timed out, or blocked: its code no longer does what its record says.\n"
               "Closed workflows are listed as long as their host keeps them (`retention`).\n"
               "Examples:\n"
               "  troupe workflow list\n"
               "  troupe workflow list --status failed --limit 20\n"
               "  troupe workflow list --host app:workflows --json --state ./shop/.troupe");

  words = std::make_shared<workflow_words>();
  CLI::App* show = within.add("show", "Show one workflow: its input, its end, what it waits for", words, show_workflow);
  show->add_option("workflow", words->name, name_help)->required();
  show->footer("Examples:\n  troupe workflow show order-1\n  troupe workflow show '{app:workflows|order-1}' --json");

  words = std::make_shared<workflow_words>();
  CLI::App* history = within.add("history", "Show what a workflow was given and what its code did, step by step", words, show_history);
  history->add_option("workflow", words->name, name_help)->required();
  history->add_option("--run", words->run_id, "This run instead of the newest one")->type_name("RUN-ID");
  history->footer("An activation begins with #, its number and its time; `<` is what the code was given, numbers count what it did then.\n"
                  "Long values are cut; --json prints all, one activation a line.\n"
                  "Examples:\n  troupe workflow history order-1\n  troupe workflow history order-1 --json | jq .commands");
}

void add_orders(const group& within, std::vector<std::string> after_dashes) {
  const auto order = [](const char* name) {
    return [name](const workflow_words& words, const host_flags& flags) { return order_workflow(name, words, flags); };
  };
  auto words = std::make_shared<workflow_words>();
  CLI::App* signal = within.add("signal", "Send a message to a workflow of the troupe that runs here", words,
                                [after_dashes = std::move(after_dashes)](workflow_words with, const host_flags& flags) {
                                  with.payloads.insert(with.payloads.end(), after_dashes.begin(), after_dashes.end());
                                  return order_workflow("signal", with, flags);
                                });
  signal->add_option("workflow", words->name, name_help)->required();
  signal->add_option("topic", words->topic, "The message's topic")->required();
  signal->add_option("payloads", words->payloads, "Its payloads, each as JSON; none for an empty message")->type_name("JSON");
  signal->footer("It is stored when the command ends, and kept until the workflow takes it. Payloads that begin with - stand behind --.\n"
                 "Examples:\n"
                 "  troupe workflow signal order-1 approve '{\"by\": \"ann\"}'\n"
                 "  troupe workflow signal order-1 note '\"a text has quotes of its own\"'\n"
                 "  troupe workflow signal order-1 add -- -5");

  words = std::make_shared<workflow_words>();
  CLI::App* cancel = within.add("cancel", "Ask a workflow of the troupe that runs here to end; its code decides", words, order("cancel"));
  cancel->add_option("workflow", words->name, name_help)->required();
  cancel->add_option("--reason", words->reason, "What its code reads as `event.reason`")->type_name("TEXT");
  cancel->footer("Example:\n  troupe workflow cancel order-1 --reason 'out of stock'");

  words = std::make_shared<workflow_words>();
  CLI::App* terminate = within.add("terminate", "End a workflow of the troupe that runs here; none of its code runs any more", words, order("terminate"));
  terminate->add_option("workflow", words->name, name_help)->required();
  terminate->footer("No compensation runs: `troupe workflow cancel` asks.\nExample:\n  troupe workflow terminate '{app:workflows|order-1}'");
}

void add_replays(const group& within) {
  auto words = std::make_shared<workflow_words>();
  CLI::App* exports = within.add("export", "Write a workflow's history to a file, to be replayed elsewhere", words, export_history);
  exports->add_option("workflow", words->name, name_help)->required();
  exports->add_option("-o,--out", words->out, "The file; standard output if not given")->type_name("FILE");
  exports->add_option("--run", words->run_id, "This run instead of the newest one")->type_name("RUN-ID");
  exports->footer("The file is lines of JSON (docs/workflows.md); it holds input, context and results of the workflow as they are.\n"
                  "Example:\n  troupe workflow export order-1 -o order-1.history");

  words = std::make_shared<workflow_words>();
  CLI::App* replay = within.add("replay", "Check that a bundle's code still does what the histories of workflows say", words, replay_history);
  replay->add_option("history", words->name, "An exported file, or a workflow of the journal here")->type_name("FILE|WORKFLOW");
  replay->add_option("bundle", words->path, "Bundle folder or definition file; the app whose wippy.lock is here if not given")->type_name("PATH");
  replay->add_flag("--all", words->all, "Every open workflow of the journal; PATH is then the first argument");
  replay->add_option("--run", words->run_id, "This run instead of the newest one")->type_name("RUN-ID");
  replay->add_option("-l,--lock,--lock-file", words->lock, "Lock file of the app, wippy.lock if not given")->type_name("FILE");
  replay->footer("Nothing is started and nothing happens outside. Exit code 1: the code has diverged, and where.\n"
                 "The journal is that of --state, else of .troupe beside the bundle, whether a troupe runs there or not.\n"
                 "Examples:\n"
                 "  troupe workflow replay order-1.history ./shop\n"
                 "  troupe workflow replay order-1 ./shop\n"
                 "  troupe workflow replay --all ./shop --json");
}

}  // namespace

void add_workflow(CLI::App& root, host_flags& flags, std::vector<std::string> after_dashes, action& chosen) {
  CLI::App* parent = root.add_subcommand("workflow", "Look at the workflows of a program, signal, end and replay them");
  parent->require_subcommand(1);
  const group within{*parent, flags, chosen};
  add_looks(within);
  add_orders(within, std::move(after_dashes));
  add_replays(within);
  parent->footer("Looking works beside a program that runs, and without one; signal, cancel and terminate need it.\n"
                 "Example:\n  troupe workflow list --status blocked");
}

}  // namespace troupe::hosts::cli
