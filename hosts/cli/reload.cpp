// `troupe reload`: the files of the bundle that runs here, taken over as one new version (troupe.md section 9).
#include "hosts/cli/ask.hpp"
#include "hosts/cli/cli.hpp"
#include "hosts/cli/text_table.hpp"
#include "hosts/control/reload_report.hpp"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <memory>
#include <string>
#include <unistd.h>

namespace troupe::hosts::cli {

namespace {

struct reload_words {
  std::string take;
  bool dry_run = false;
  bool json = false;
};

void print_change(const std::string& line, bool colour) {
  const char* start = !colour ? "" : line.front() == '+' ? "\033[32m" : line.front() == '-' ? "\033[31m" : line.front() == '~' ? "\033[33m" : "";
  std::printf("%s%s%s\n", start, one_line(line).c_str(), *start == '\0' ? "" : "\033[0m");
}

int execute(const reload_words& words, const host_flags& flags) {
  const auto answer = ask_host(flags, "reload", {{"dry_run", document{words.dry_run}}, {"take", document{words.take}}}, control::patience::order);
  if (!answer)
    return fail(message_of(answer.error()));
  const control::reload_lines lines = control::lines_of_reload(*answer);
  if (words.json) {
    print_json(*answer);
    return lines.refused ? 1 : 0;
  }
  const bool colour = isatty(STDOUT_FILENO) != 0;
  if (!lines.refused)
    for (const std::string& each : lines.changes)
      print_change(each, colour);
  for (const std::string& each : lines.problems)
    std::fprintf(stderr, "%s\n", each.c_str());
  for (const std::string& each : lines.advice)
    std::fprintf(lines.refused ? stderr : stdout, "%s\n", each.c_str());
  if (lines.refused)
    return fail(lines.summary);
  for (const std::string& each : lines.notes)
    std::printf("%s\n", each.c_str());
  std::printf("%s\n", lines.summary.c_str());
  return 0;
}

}  // namespace

void add_reload(CLI::App& root, host_flags& flags, action& chosen) {
  CLI::App* command = root.add_subcommand("reload", "Take changed files over into the troupe that runs here, all of them or none");
  auto words = std::make_shared<reload_words>();
  command->add_flag("--dry-run", words->dry_run, "Check and show what would change; change nothing");
  command->add_option("--take", words->take, "`files`: they win where the program has changed the same entry; else the program does")
    ->type_name("files")
    ->check(CLI::IsMember({"files"}));
  command->add_flag("--json", words->json, "As JSON");
  command->footer("What the files changed since they were last read is applied; what the program changed itself is kept. Exit code 1: refused,\n"
                  "nothing has changed.\n"
                  "Examples:\n"
                  "  troupe reload --dry-run\n"
                  "  troupe reload\n"
                  "  troupe reload --take files --state ./shop/.troupe");
  command->callback([words, &flags, &chosen] { chosen = [words, &flags] { return execute(*words, flags); }; });
}

}  // namespace troupe::hosts::cli
