// `troupe ps`: the processes of a running host (troupe.md section 8).
#include "hosts/cli/ask.hpp"
#include "hosts/cli/cli.hpp"
#include "hosts/cli/text_table.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdio>
#include <memory>

namespace troupe::hosts::cli {

namespace {

struct ps_words {
  std::string sort = "host";
  bool json = false;
};

// The host's order is by host and age; the largest come first.
void sort_by(document::list& all, const std::string& what) {
  const std::string key = what == "uptime" ? "uptime_ms" : what;
  if (what == "entry")
    std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return text_of(a, "entry") < text_of(b, "entry"); });
  else if (what != "host")
    std::stable_sort(all.begin(), all.end(), [&](const auto& a, const auto& b) { return number_of(a, key) > number_of(b, key); });
}

// `0x0000a` of `{app:processes|0x0000a}`: the host has a column of its own, and a shell would take the rest for a pipe.
std::string short_pid(const std::string& pid) {
  const size_t bar = pid.find('|');
  return bar == std::string::npos || !pid.ends_with('}') ? pid : pid.substr(bar + 1, pid.size() - bar - 2);
}

int execute(const ps_words& words, const host_flags& flags) {
  auto answer = ask_host(flags, "ps");
  if (!answer)
    return fail(message_of(answer.error()));
  if (answer->as_list() == nullptr)
    *answer = document{document::list{}};
  sort_by(*answer->as_list(), words.sort);
  if (words.json)
    return print_json(*answer);
  using align = table_column::align;
  const std::vector<table_column> columns{{"PID"},
                                          {"ENTRY", align::left, true},
                                          {"HOST", align::left, true},
                                          {"STATUS"},
                                          {"MAILBOX", align::right},
                                          {"MEMORY", align::right},
                                          {"UPTIME", align::right}};
  std::vector<std::vector<std::string>> rows;
  for (const document& each : *answer->as_list())
    rows.push_back({short_pid(text_of(each, "pid")), text_of(each, "entry"), text_of(each, "host"), text_of(each, "status"),
                    text_of(each, "mailbox"), short_size(static_cast<uint64_t>(number_of(each, "memory"))),
                    short_duration(number_of(each, "uptime_ms"))});
  std::fputs(format_table(columns, rows, terminal_columns()).c_str(), stdout);
  return 0;
}

}  // namespace

void add_ps(CLI::App& root, host_flags& flags, action& chosen) {
  CLI::App* command = root.add_subcommand("ps", "Show the processes of the troupe that runs here");
  auto words = std::make_shared<ps_words>();
  command->add_option("--sort", words->sort, "By what: host, entry, mailbox, memory, uptime")
    ->type_name("COLUMN")
    ->check(CLI::IsMember({"host", "entry", "mailbox", "memory", "uptime"}));
  command->add_flag("--json", words->json, "As JSON, memory in bytes");
  command->footer("STATUS is running (on a worker), runnable (waits for a worker) or waiting (for mail, a timer, an answer).\n"
                  "MAILBOX counts messages that were not received yet, MEMORY what Lua holds.\n"
                  "Examples:\n"
                  "  troupe ps\n"
                  "  troupe ps --sort memory\n"
                  "  troupe ps --json --state ./shop/.troupe");
  command->callback([words, &flags, &chosen] { chosen = [words, &flags] { return execute(*words, flags); }; });
}

}  // namespace troupe::hosts::cli
