// `troupe status [ID]`: how the services and hosts of a running host do (troupe.md section 8).
#include "hosts/cli/ask.hpp"
#include "hosts/cli/cli.hpp"
#include "hosts/cli/text_table.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <memory>

namespace troupe::hosts::cli {

namespace {

struct status_words {
  std::string id;
  bool json = false;
};

using align = table_column::align;

void print_program(const document& program) {
  const int64_t processes = number_of(program, "processes");
  std::printf("troupe %s, pid %s, up %s: %lld process%s, %s entries\nbundle %s, state %s\n", text_of(program, "version").c_str(),
              text_of(program, "pid").c_str(), short_duration(number_of(program, "uptime_ms")).c_str(),
              static_cast<long long>(processes), processes == 1 ? "" : "es", text_of(program, "entries").c_str(),
              one_line(text_of(program, "bundle")).c_str(), one_line(text_of(program, "state")).c_str());
  if (const document* workflows = program.find("workflows"))
    std::printf("workflows: %s kept, %s in memory, %s blocked; %s activit%s under way\n", text_of(*workflows, "kept").c_str(),
                text_of(*workflows, "in_memory").c_str(), text_of(*workflows, "blocked").c_str(), text_of(*workflows, "activities").c_str(),
                number_of(*workflows, "activities") == 1 ? "y" : "ies");
}

void print_services(const document::list& services) {
  const std::vector<table_column> columns{{"SERVICE", align::left, true}, {"KIND", align::left, true}, {"STATUS"},
                                          {"SINCE", align::right},        {"RESTARTS", align::right},  {"LAST ERROR", align::left, true}};
  std::vector<std::vector<std::string>> rows;
  for (const document& each : services)
    rows.push_back({text_of(each, "id"), text_of(each, "kind"), service_status_of(each), short_duration(number_of(each, "since_ms")),
                    text_of(each, "restarts"), text_of(each, "last_error")});
  std::fputs(format_table(columns, rows, terminal_columns()).c_str(), stdout);
}

void print_hosts(const document::list& hosts) {
  const std::vector<table_column> columns{{"HOST", align::left, true}, {"STATUS"}, {"WORKERS", align::right}, {"PROCESSES", align::right}};
  std::vector<std::vector<std::string>> rows;
  for (const document& each : hosts)
    rows.push_back({text_of(each, "id"), text_of(each, "status"), text_of(each, "workers"), text_of(each, "processes")});
  std::fputs(format_table(columns, rows, terminal_columns()).c_str(), stdout);
}

void print_line(const char* name, const std::string& text) {
  std::printf("%-12s %s\n", name, text.empty() ? "-" : one_line(text).c_str());
}

std::string joined(const document::list& ids) {
  std::string text;
  for (const document& each : ids)
    text += (text.empty() ? "" : ", ") + each.scalar_text();
  return text;
}

void print_details(const document& answer) {
  static const document none{document::map{}};
  const document* found = answer.find("service");
  const document& service = found == nullptr ? none : *found;
  print_line("service", text_of(service, "id"));
  print_line("kind", text_of(service, "kind"));
  print_line("status", service_status_of(service));
  if (const std::string pid = text_of(service, "pid"); !pid.empty())
    print_line("pid", pid);
  print_line("since", fmt::format("{} ({})", text_of(service, "since"), short_duration(number_of(service, "since_ms"))));
  print_line("restarts", text_of(service, "restarts"));
  print_line("failures", text_of(service, "failures") + " in a row");
  print_line("last error", text_of(service, "last_error"));
  print_line("needs", joined(list_of(service, "needs")));
  print_line("needed by", joined(list_of(service, "needed_by")));
  if (const std::string supervisor = text_of(service, "supervisor"); !supervisor.empty())
    print_line("supervisor", supervisor);
  if (const document* host = answer.find("host")) {
    print_line("workers", text_of(*host, "workers"));
    print_line("processes", text_of(*host, "processes"));
  }
}

int execute(const status_words& words, const host_flags& flags) {
  document::map arguments;
  if (!words.id.empty())
    arguments.emplace_back("id", document{words.id});
  const auto answer = ask_host(flags, "status", std::move(arguments));
  if (!answer)
    return fail(message_of(answer.error()));
  if (words.json)
    return print_json(*answer);
  if (!words.id.empty()) {
    print_details(*answer);
    return 0;
  }
  if (const document* program = answer->find("program"))
    print_program(*program);
  if (const auto& services = list_of(*answer, "services"); !services.empty()) {
    std::puts("");
    print_services(services);
  }
  if (const auto& hosts = list_of(*answer, "hosts"); !hosts.empty()) {
    std::puts("");
    print_hosts(hosts);
  }
  return 0;
}

}  // namespace

void add_status(CLI::App& root, host_flags& flags, action& chosen) {
  CLI::App* command = root.add_subcommand("status", "Show how the services and hosts of the troupe that runs here do");
  auto words = std::make_shared<status_words>();
  command->add_option("id", words->id, "Only this service, in detail: ns:name");
  command->add_flag("--json", words->json, "As JSON");
  command->footer("STATUS is starting, running, retrying (failed, tried again later), failed, exited (ended by itself), stopping, stopped,\n"
                  "waiting (for what it needs) or idle (never started).\n"
                  "Examples:\n"
                  "  troupe status\n"
                  "  troupe status app:web\n"
                  "  troupe status --json --state ./shop/.troupe");
  command->callback([words, &flags, &chosen] { chosen = [words, &flags] { return execute(*words, flags); }; });
}

}  // namespace troupe::hosts::cli
