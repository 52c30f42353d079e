// `troupe metrics`: what the programs of a running host have measured.
#include "hosts/cli/ask.hpp"
#include "hosts/cli/cli.hpp"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <memory>

namespace troupe::hosts::cli {

namespace {

int execute(bool json, const host_flags& flags) {
  const auto answer = ask_host(flags, "metrics");
  if (!answer)
    return fail(message_of(answer.error()));
  if (json)
    return print_json(document{list_of(*answer, "metrics")});
  std::fputs(text_of(*answer, "text").c_str(), stdout);
  return 0;
}

}  // namespace

void add_metrics(CLI::App& root, host_flags& flags, action& chosen) {
  CLI::App* command = root.add_subcommand("metrics", "Show what the programs of the troupe that runs here have measured");
  auto json = std::make_shared<bool>(false);
  command->add_flag("--json", *json, "As JSON, under the names as given");
  command->footer("Without --json in the text format of Prometheus, where characters that it allows in no name become _.\n"
                  "Examples:\n"
                  "  troupe metrics\n"
                  "  troupe metrics --json --state ./shop/.troupe");
  command->callback([json, &flags, &chosen] { chosen = [json, &flags] { return execute(*json, flags); }; });
}

}  // namespace troupe::hosts::cli
