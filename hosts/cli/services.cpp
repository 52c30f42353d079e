// `troupe start|stop|restart ID`: orders for one service of a running host (troupe.md section 8).
#include "hosts/cli/ask.hpp"
#include "hosts/cli/cli.hpp"
#include "hosts/cli/text_table.hpp"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <memory>
#include <string>

namespace troupe::hosts::cli {

namespace {

struct order_words {
  std::string id;
  bool json = false;
};

int execute(const std::string& command, const order_words& words, const host_flags& flags) {
  const auto answer = ask_host(flags, command, {{"id", document{words.id}}}, control::patience::order);
  if (!answer)
    return fail(message_of(answer.error()));
  if (words.json)
    return print_json(*answer);
  for (const document& each : list_of(*answer, "")) {
    const std::string status = service_status_of(each);
    const std::string why = status == "retrying" || status == "failed" ? ": " + one_line(text_of(each, "last_error")) : "";
    std::printf("%s %s%s\n", one_line(text_of(each, "id")).c_str(), status.c_str(), why.c_str());
  }
  return 0;
}

void add_order(CLI::App& root, host_flags& flags, action& chosen, const std::string& name, const std::string& summary,
               const std::string& more) {
  CLI::App* command = root.add_subcommand(name, summary);
  auto words = std::make_shared<order_words>();
  command->add_option("id", words->id, "ns:name, as `troupe status` shows it")->required();
  command->add_flag("--json", words->json, "As JSON");
  command->footer(more + "\nExamples:\n  troupe " + name + " app:web\n  troupe " + name + " app:web --state ./shop/.troupe");
  command->callback([name, words, &flags, &chosen] { chosen = [name, words, &flags] { return execute(name, *words, flags); }; });
}

}  // namespace

void add_services(CLI::App& root, host_flags& flags, action& chosen) {
  add_order(root, flags, chosen, "restart", "Stop a service of the troupe that runs here, and start it again",
            "Services that need it are stopped before and started again after it. Prints what became of each.");
  add_order(root, flags, chosen, "stop", "Stop a service of the troupe that runs here, for good",
            "Services that need it are stopped before it. `troupe start` starts it again.");
  add_order(root, flags, chosen, "start", "Start a service of the troupe that runs here", "What it needs is started before it.");
}

}  // namespace troupe::hosts::cli
