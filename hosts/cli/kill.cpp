// `troupe kill PID`: ends a process of a running host, as process.terminate does (troupe.md section 8).
#include "hosts/cli/ask.hpp"
#include "hosts/cli/cli.hpp"
#include "hosts/cli/text_table.hpp"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <memory>

namespace troupe::hosts::cli {

namespace {

struct kill_words {
  std::string pid;
  bool json = false;
};

int execute(const kill_words& words, const host_flags& flags) {
  const auto answer = ask_host(flags, "kill", {{"pid", document{words.pid}}});
  if (!answer)
    return fail(message_of(answer.error()));
  if (words.json)
    return print_json(*answer);
  std::printf("terminated %s of %s\n", one_line(text_of(*answer, "pid")).c_str(), one_line(text_of(*answer, "entry")).c_str());
  return 0;
}

}  // namespace

void add_kill(CLI::App& root, host_flags& flags, action& chosen) {
  CLI::App* command = root.add_subcommand("kill", "End a process of the troupe that runs here; none of its code runs any more");
  auto words = std::make_shared<kill_words>();
  command->add_option("pid", words->pid, "As `troupe ps` shows it, as logs do, or a registered name")->required();
  command->add_flag("--json", words->json, "As JSON");
  command->footer("A service whose process is killed is restarted by its supervisor: see `troupe stop`.\n"
                  "Examples:\n"
                  "  troupe kill 0x0000a\n"
                  "  troupe kill '{app:processes|0x0000a}'\n"
                  "  troupe kill 0x0000a --state ./shop/.troupe");
  command->callback([words, &flags, &chosen] { chosen = [words, &flags] { return execute(*words, flags); }; });
}

}  // namespace troupe::hosts::cli
