// `troupe lint`: every mistake in the Lua entries of a bundle at once; starts nothing (cli.md, "lint").
#include "config/document_text.hpp"
#include "hosts/cli/cli.hpp"
#include "hosts/cli/offline_entries.hpp"
#include "hosts/lint.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <map>
#include <memory>

namespace troupe::hosts::cli {

namespace {

struct lint_words {
  lint_request request;
  std::string path;
  std::string lock;
  std::string level = "warning";
  size_t limit = 0;
  bool json = false;
  bool summary = false;
  bool no_colour = false;
  bool cache_reset = false;
};

const char* level_text(lint_level level) {
  return level == lint_level::error ? "error" : level == lint_level::warning ? "warning" : "hint";
}

void print_json(const lint_result& result, size_t shown) {
  document::list all;
  for (size_t i = 0; i < shown; ++i) {
    const lint_finding& each = result.findings[i];
    all.push_back(document{document::map{{"entry_id", document{each.entry.text()}},
                                         {"code", document{each.code}},
                                         {"severity", document{level_text(each.level)}},
                                         {"message", document{each.message}},
                                         {"line", document{static_cast<int64_t>(each.line)}},
                                         {"column", document{static_cast<int64_t>(each.column)}}}});
  }
  const auto number = [](size_t n) { return document{static_cast<int64_t>(n)}; };
  const document tree{document::map{{"diagnostics", document{std::move(all)}},
                                    {"total_entries", number(result.entries)},
                                    {"error_count", number(result.count(lint_level::error))},
                                    {"warning_count", number(result.count(lint_level::warning))},
                                    {"hint_count", number(result.count(lint_level::hint))}}};
  std::printf("%s\n", to_json(tree, json_layout::lines).c_str());
}

void print_finding(const lint_finding& each, bool colour) {
  const std::string place = each.place.text();
  const char* const paint = !colour ? "" : each.level == lint_level::error ? "\x1b[31m" : "\x1b[33m";
  std::printf("%s%s%s%s %s%s: entry %s: %s\n", place.c_str(), place.empty() ? "" : ": ", paint, level_text(each.level),
              each.code.c_str(), colour ? "\x1b[0m" : "", each.entry.text().c_str(), each.message.c_str());
  if (!each.excerpt.empty())
    std::printf("%s\n", each.excerpt.c_str());
}

void print_summary(const lint_result& result) {
  std::map<std::string, size_t> codes;
  for (const lint_finding& each : result.findings)
    ++codes[each.code];
  for (const auto& [code, n] : codes)
    std::printf("%s  %zu\n", code.c_str(), n);
}

std::string counted(size_t n, const char* what) {
  return fmt::format("{} {}{}", n, what, n == 1 ? "" : "s");
}

int lint_bundle(const lint_words& words, const host_flags& flags) {
  const auto bundle = offline_bundle(words.path, words.lock, flags, "troupe lint .");
  if (!bundle)
    return fail(message_of(bundle.error()));
  lint_request request = words.request;
  request.least = words.level == "error" ? lint_level::error : words.level == "hint" ? lint_level::hint : lint_level::warning;
  const lint_result result = lint(registry::snapshot_of(bundle->entries), request);
  const size_t shown = words.limit == 0 ? result.findings.size() : std::min(words.limit, result.findings.size());
  if (words.json) {
    print_json(result, shown);
    return 0;
  }
  const bool colour = !words.no_colour && isatty(STDOUT_FILENO) != 0;
  if (words.summary)
    print_summary(result);
  else
    for (size_t i = 0; i < shown; ++i)
      print_finding(result.findings[i], colour);
  if (shown < result.findings.size() && !words.summary)
    std::printf("%zu more not shown (--limit)\n", result.findings.size() - shown);
  if (result.findings.empty())
    std::puts("No issues found");
  std::printf("Checked %zu entries\n", result.entries);
  const size_t errors = result.count(lint_level::error);
  const size_t warnings = result.count(lint_level::warning);
  if (errors != 0) {
    std::fflush(stdout);
    return fail(fmt::format("lint failed: {} errors, {} warnings", errors, warnings));
  }
  if (warnings != 0)
    std::puts(counted(warnings, "warning").c_str());
  return 0;
}

}  // namespace

void add_lint(CLI::App& root, host_flags& flags, action& chosen) {
  CLI::App* command = root.add_subcommand("lint", "Check every Lua source of a bundle, start nothing");
  auto words = std::make_shared<lint_words>();
  command->add_option("path", words->path, "Bundle folder or definition file; the app whose wippy.lock is here if not given")
    ->type_name("PATH");
  command->add_option("--level", words->level, "Only findings of this level or above: error, warning (default), hint")
    ->type_name("LEVEL")
    ->check(CLI::IsMember({"error", "warning", "hint"}));
  command->add_option("--ns", words->request.name_space, "Only entries of this namespace; 'a.*' is a and what is below it")
    ->type_name("PATTERN");
  command->add_option("--code", words->request.codes, "Only findings with this code; repeatable, or separated by commas")
    ->type_name("CODE")
    ->delimiter(',')
    ->allow_extra_args(false);
  command->add_option("--limit", words->limit, "Show at most N findings; all of them count")->type_name("N");
  command->add_flag("--rules", words->request.rules, "Also the rules of style, W0001 to W0008");
  command->add_flag("--summary", words->summary, "Only how many findings of each code there are");
  command->add_flag("--json", words->json, "As JSON; the exit code is then always 0");
  command->add_flag("--no-color", words->no_colour, "No colours on a terminal");
  command->add_flag("--cache-reset", words->cache_reset, "Accepted; nothing is cached between runs");
  command->add_option("-l,--lock,--lock-file", words->lock, "Lock file of the app, wippy.lock if not given")->type_name("FILE");
  command->footer("Example:\n  troupe lint examples/tour --rules --code W0004,W0005");
  command->callback([words, &flags, &chosen] { chosen = [words, &flags] { return lint_bundle(*words, flags); }; });
}

}  // namespace troupe::hosts::cli
