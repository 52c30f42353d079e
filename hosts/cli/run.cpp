// `troupe run`: boots a bundle, runs its services or one process (cli.md "run", troupe.md section 1). `troupe test`: the same for the
// one command of the bundle whose use case is tests.
#include "config/log.hpp"
#include "hosts/application.hpp"
#include "hosts/cli/cli.hpp"
#include "registry/bundle.hpp"
#include "registry/pack.hpp"
#include "troupe_version.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <unistd.h>

namespace troupe::hosts::cli {

namespace {

struct run_words {
  std::string exec;
  std::string host;
  std::string registry_address;
  bool strict = false;
  bool lenient = false;
  bool ignore_history = false;
  bool tests = false;  // `troupe test`
  std::vector<std::string> positional;
};

// What the positional words mean.
struct meaning {
  bundle_request bundle;
  launch_request launch;
};

caf::expected<meaning> understand(const run_words& words, const host_flags& flags) {
  meaning made;
  made.bundle.flags = flags;
  if (words.strict && words.lenient)
    return make_error(errc::invalid, "--strict and --lenient exclude each other");
  if (words.strict || words.lenient)
    made.bundle.strict = words.strict;
  made.launch.host = words.host;
  made.launch.ignore_history = words.ignore_history;
  std::vector<std::string> rest = words.positional;
  if (!words.exec.empty()) {
    if (words.exec.find(':') != std::string::npos)
      made.launch.entry = words.exec;
    else
      made.launch.command = words.exec;  // some bundles' instructions give -x a command's name
  }
  made.launch.from_pack = !rest.empty() && rest.front().ends_with(registry::pack_extension);
  if (made.launch.from_pack || (!rest.empty() && registry::names_a_path(rest.front()))) {
    std::error_code ignored;
    const bool exists = std::filesystem::exists(rest.front(), ignored);
    if (exists || made.launch.from_pack || words.exec.empty()) {
      made.bundle.path = rest.front();
      rest.erase(rest.begin());
    }
  }
  made.bundle.tests = words.tests;
  if (words.tests) {
    made.launch.arguments = std::move(rest);
    return made;
  }
  if (words.exec.empty() && !rest.empty()) {
    made.launch.command = rest.front();
    made.launch.bare = !made.bundle.path;
    rest.erase(rest.begin());
  }
  made.launch.main_command = made.bundle.path.has_value();
  made.launch.arguments = std::move(rest);
  return made;
}

// One process that owns the terminal speaks for itself, so the log stays away unless it was asked for.
void silence(host_flags& flags, bool one_process) {
  if (one_process && !flags.verbose && !flags.very_verbose && !flags.console)
    flags.silent = true;
}

std::vector<registry::entry_ptr> shared(const std::vector<registry::entry>& entries) {
  std::vector<registry::entry_ptr> made;
  for (const registry::entry& each : entries)
    made.push_back(std::make_shared<const registry::entry>(each));
  return made;
}

// The command that runs the tests. There is one: the app's, else the bundled module's.
caf::expected<std::string> test_command(const std::vector<registry::entry>& entries) {
  const std::vector<command> known = commands_of(shared(entries));
  std::vector<command> found;
  std::copy_if(known.begin(), known.end(), std::back_inserter(found), [](const command& each) { return each.use_case == "test"; });
  if (found.empty())  // an older app may not say the use case
    std::copy_if(known.begin(), known.end(), std::back_inserter(found), [](const command& each) { return each.name == "test"; });
  if (found.size() == 1)
    return found.front().name;
  if (found.empty())
    return make_error(errc::not_found, "no command runs tests: give a process entry `meta: {command: {name: test, use_case: test}}`");
  std::vector<std::string> names;
  for (const command& each : found)
    names.push_back(fmt::format("{} ({})", each.name, each.entry.text()));
  return make_error(errc::invalid, fmt::format("several commands run tests: {}; start one with `troupe run NAME`", fmt::join(names, ", ")));
}

int list_commands(bundle_request request) {
  if (!request.path && !std::filesystem::exists("wippy.lock"))
    return fail(registry::defines_entries(".") ? "lock file not found: wippy.lock (try: troupe run . list)"
                                               : "lock file not found: wippy.lock (try: troupe init, or troupe run PATH list)");
  diagnostics findings;
  const loaded_bundle bundle = load_bundle_for(request, findings);
  if (findings.has_errors())
    return fail(findings.text());
  const std::vector<command> known = commands_of(shared(bundle.entries));
  if (known.empty()) {
    std::puts("No commands found.\nGive a process entry `meta: {command: {name: NAME, short: TEXT}}` to make it one.");
    return 0;
  }
  std::puts("Available commands:");
  constexpr size_t column_max = 48;
  size_t names = 0;
  size_t summaries = 0;
  for (const command& each : known) {
    names = std::max(names, std::min(each.name.size(), column_max));
    summaries = std::max(summaries, std::min(each.summary.size(), column_max));
  }
  for (const command& each : known)
    std::fputs(fmt::format("  {:<{}}  {:<{}}  ({})\n", each.name, names, each.summary, summaries, each.entry.text()).c_str(), stdout);
  if (request.path)
    std::printf("\nRun with: troupe run %s <command>\n", request.path->c_str());
  else
    std::puts("\nRun with: wippy run <command>");  // the platform's words
  return 0;
}

int execute(const run_words& words, host_flags flags) {
  auto understood = understand(words, flags);
  if (!understood)
    return fail(message_of(understood.error()));
  if (understood->launch.command == "list" && words.exec.empty())
    return list_commands(understood->bundle);
  if (words.tests && !understood->bundle.path && !std::filesystem::exists("wippy.lock"))
    return fail("lock file not found: wippy.lock (try: troupe test . or another folder, with a slash in it)");
  shutdown::hold_signals();
  silence(flags, words.tests || !understood->launch.entry.empty()
                   || (!understood->launch.command.empty() && !understood->launch.from_pack));
  understood->bundle.flags = flags;
  understood->bundle.known = std::make_shared<yaml_memory>();  // a reload parses what has changed
  diagnostics findings;
  loaded_bundle bundle = load_bundle_for(understood->bundle, findings);
  log::configure(bundle.config.log_options());
  for (const diagnostic& each : findings)
    if (each.level == severity::error)
      std::fprintf(stderr, "%s\n", each.text().c_str());
    else
      log::warn("loader", each.body());
  if (!words.registry_address.empty())
    log::warn("loader", "--registry " + words.registry_address + ": has no effect in this build: there is no hub");
  if (findings.has_errors())
    return fail(fmt::format("{} problem{} found, nothing was started", findings.error_count(), findings.error_count() == 1 ? "" : "s"));
  if (words.tests) {
    auto name = test_command(bundle.entries);
    if (!name)
      return fail(message_of(name.error()));
    understood->launch.command = std::move(*name);
  }
  if (!flags.silent)
    std::printf("troupe %s\n", std::string{version}.c_str());
  std::fflush(stdout);
  auto state = state_folder::open(state_path(flags, bundle.source.folder));
  if (!state)
    return fail(message_of(state.error()));
  application app{understood->bundle, std::move(bundle), std::move(understood->launch), std::optional<state_folder>{std::move(*state)}};
  return app.run();
}

// What `run` and `test` have in common.
void add_words(CLI::App* command, const std::shared_ptr<run_words>& words, host_flags& flags, std::vector<std::string> after_dashes,
               action& chosen) {
  command->add_option("--host", words->host, "Host for the launched process")->type_name("ID");
  command->add_option("-o,--override", flags.overrides, "Change an entry field before it is registered (commas split)")
    ->type_name("ns:name:path=value")
    ->allow_extra_args(false);
  command->add_option("--set", flags.settings, "Change a setting of the runtime configuration")
    ->type_name("section.path=value")
    ->allow_extra_args(false);
  command->add_option("--profile", flags.profiles, "Apply profiles.NAME of the configuration")
    ->type_name("NAME")
    ->allow_extra_args(false);
  command->add_option("--registry", words->registry_address, "Hub address (there is no hub in this build)")->type_name("URL");
  command->add_flag("--watch", flags.watch, "Take changed files over while the program runs, as `troupe reload` does");
  command->add_flag("--strict", words->strict, "A file with an error fails the start (default for PATH)");
  command->add_flag("--lenient", words->lenient, "A file with an error is dropped with a warning (default with a lock)");
  command->add_flag("--ignore-history", words->ignore_history, "Start from the files alone; run-time changes of earlier runs stay in the history");
  command->callback([words, after = std::move(after_dashes), &flags, &chosen] {
    words->positional.insert(words->positional.end(), after.begin(), after.end());
    chosen = [words, &flags] { return execute(*words, flags); };
  });
}

}  // namespace

void add_run(CLI::App& root, host_flags& flags, std::vector<std::string> after_dashes, action& chosen) {
  CLI::App* command = root.add_subcommand("run", "Run a bundle: its services, one of its commands, or one process entry");
  auto words = std::make_shared<run_words>();
  command->add_option("-x,--exec", words->exec, "Start this process entry on a terminal host and exit when it ends")->type_name("ns:name");
  add_words(command, words, flags, std::move(after_dashes), chosen);
  command->add_option("words", words->positional, "[COMMAND | PATH [COMMAND]] [ARGUMENT...]; `run list` shows the commands")
    ->type_name("");
  command->footer("Examples:\n"
                  "  troupe run                          the app whose wippy.lock is in this folder\n"
                  "  troupe run list                     its commands\n"
                  "  troupe run migrate -- --dry-run     its command `migrate`, with an argument\n"
                  "  troupe run ./shop                   a bundle folder, strictly checked\n"
                  "  troupe run shop.wapp                a pack, made by `troupe pack`\n"
                  "  troupe run -x app:hello             one process entry\n"
                  "  troupe run ./shop -o app:processes:host.workers=4 --set shutdown.timeout=5s");
}

void add_test(CLI::App& root, host_flags& flags, std::vector<std::string> after_dashes, action& chosen) {
  CLI::App* command = root.add_subcommand("test", "Run the tests of a bundle: its functions with meta.type test");
  auto words = std::make_shared<run_words>();
  words->tests = true;
  add_words(command, words, flags, std::move(after_dashes), chosen);
  command->add_option("words", words->positional, "[PATH] [PATTERN...]; a test runs if its id contains one of the patterns")->type_name("");
  command->footer("Examples:\n"
                  "  troupe test                    all tests of the app whose wippy.lock is in this folder\n"
                  "  troupe test ./shop orders      those of a bundle folder whose id contains `orders`");
}

}  // namespace troupe::hosts::cli
