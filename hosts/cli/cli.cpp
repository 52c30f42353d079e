#include "hosts/cli/cli.hpp"

#include "config/diagnostic.hpp"
#include "troupe_version.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdio>
#include <iterator>
#include <string_view>
#include <vector>

namespace troupe::hosts::cli {

int fail(const std::string& text) {
  std::fprintf(stderr, "Error: %s\n", text.c_str());
  return 1;
}

namespace {

// The command that was chosen so far, down to the last word that was one.
CLI::App& chosen_part(CLI::App& root) {
  CLI::App* part = &root;
  while (!part->get_subcommands().empty())
    part = part->get_subcommands().front();
  return *part;
}

std::string_view nearest_flag(std::string_view word, CLI::App& root, CLI::App& part, std::vector<std::string>& known) {
  for (const CLI::App* each : {&root, &part})
    for (const CLI::Option* option : each->get_options())
      for (const std::string& name : option->get_lnames())
        known.push_back("--" + name);
  const std::string_view near = nearest_name(word.substr(0, word.find('=')), {known.begin(), known.end()});
  return word.starts_with("--") ? near : std::string_view{};
}

// Commands of the platform that talk to its hub.
constexpr std::string_view hub_commands[] = {"add", "auth", "install", "publish", "readme", "search", "update"};

// What is wrong with words that nobody took, and what they were probably meant to be.
std::string explain(const CLI::ParseError& problem, CLI::App& root, const std::vector<std::string>& given) {
  const int code = problem.get_exit_code();
  const bool extra = code == static_cast<int>(CLI::ExitCodes::ExtrasError);
  if (!extra && code != static_cast<int>(CLI::ExitCodes::RequiredError))
    return problem.what();
  const std::vector<std::string> left = root.remaining(true);
  const auto is_left = [&](const std::string& word) { return std::find(left.begin(), left.end(), word) != left.end(); };
  CLI::App& part = chosen_part(root);
  const std::vector<CLI::App*> commands = part.get_subcommands([](CLI::App*) { return true; });
  const auto first_at = std::find_if(given.begin(), given.end(), [](const std::string& word) { return !word.starts_with('-'); });
  const std::string first = first_at != given.end() ? *first_at : std::string{};
  for (const std::string& word : given) {
    if (!is_left(word))
      continue;
    if (word.starts_with('-')) {
      std::vector<std::string> known;
      const std::string_view near = nearest_flag(word, root, part, known);
      return "The following argument was not expected: " + word
             + (near.empty() && part.get_name() == "run" ? " (what the program itself should get stands after --)" : suggestion(near));
    }
    if (word == first && std::find(std::begin(hub_commands), std::end(hub_commands), word) != std::end(hub_commands))
      return "\"" + word + "\" needs a hub of modules, which this build has not: put a module's folder under the folder of modules, .wippy, or "
             "name it in workspace.replacements, `org/module: PATH`";
    if (commands.empty())
      continue;
    std::vector<std::string_view> names;
    for (const CLI::App* each : commands)
      names.push_back(each->get_name());
    const std::string_view near = nearest_name(word, names);
    return "unknown command \"" + word + "\"" + suggestion(near.empty() ? "" : "\"" + std::string{near} + "\"");
  }
  return problem.what();
}

void add_global_flags(CLI::App& root, host_flags& flags) {
  root.add_option("--config", flags.config_files, "Configuration file, .wippy.yaml or troupe.yaml if not given; repeatable")
    ->type_name("FILE")
    ->allow_extra_args(false);
  root.add_flag("-v,--verbose", flags.verbose, "Log debug records");
  root.add_flag("--very-verbose", flags.very_verbose, "Log debug records with stack traces");
  root.add_flag("-c,--console", flags.console, "Coloured log on standard output");
  root.add_flag("-s,--silent", flags.silent, "No log, no banner");
  root.add_flag("-e,--event-streams", flags.event_streams, "Also publish log records on the event bus");
  root.add_flag("-p,--profiler", flags.profiler, "Profiling server (not in this build)");
  root.add_option("-m,--memory-limit", flags.memory_limit, "Soft memory limit, e.g. 512M")->type_name("SIZE");
  root.add_option("--state", flags.state_folder, "Folder for troupe's own files, .troupe beside the bundle if not given")->type_name("DIR");
}

}  // namespace

int run(int argc, char** argv) {
  CLI::App root{"An application host in the style of Erlang: runs a folder of YAML entries and Lua sources as supervised processes.",
                "troupe"};
  root.require_subcommand(0, 1);
  root.fallthrough();
  root.footer("Examples:\n"
              "  troupe run examples/tour        run a bundle folder\n"
              "  troupe run                      run the app whose wippy.lock is here\n"
              "  troupe run -x app:hello -- Ann  run one process entry on the terminal\n"
              "  troupe registry list -k 'process.*'\n"
              "  troupe lint examples/tour       every mistake in its Lua sources, without running them\n"
              "  troupe ps                       the processes of the troupe that runs here\n"
              "`troupe COMMAND --help` says more about a command.");
  host_flags flags;
  action chosen;
  add_global_flags(root, flags);
  // Everything behind `--` is the launched program's, whatever it looks like; the parser never sees it.
  int own = 0;
  while (own < argc && std::string_view{argv[own]} != "--")
    ++own;
  const std::vector<std::string> after_dashes{argv + std::min(own + 1, argc), argv + argc};
  add_run(root, flags, after_dashes, chosen);
  add_test(root, flags, after_dashes, chosen);
  add_version(root, chosen);
  add_init(root, chosen);
  add_registry(root, flags, chosen);
  add_lint(root, flags, chosen);
  add_pack(root, flags, chosen);
  add_metrics(root, flags, chosen);
  add_ps(root, flags, chosen);
  add_status(root, flags, chosen);
  add_services(root, flags, chosen);
  add_reload(root, flags, chosen);
  add_kill(root, flags, chosen);
  add_workflow(root, flags, after_dashes, chosen);
  try {
    root.parse(own, argv);
  } catch (const CLI::ParseError& problem) {
    if (problem.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success))
      return root.exit(problem);  // --help
    return fail(explain(problem, root, {argv + 1, argv + own}) + "\nRun with --help for more information.");
  }
  if (!chosen) {
    std::fputs(root.help().c_str(), stdout);
    return 0;
  }
  return chosen();
}

}  // namespace troupe::hosts::cli
