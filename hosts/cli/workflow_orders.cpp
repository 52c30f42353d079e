// `troupe workflow signal`, `cancel` and `terminate`.
#include "hosts/cli/ask.hpp"
#include "hosts/cli/cli.hpp"
#include "hosts/cli/text_table.hpp"
#include "hosts/cli/workflow_words.hpp"
#include "hosts/control/protocol.hpp"

#include <fmt/format.h>

#include <cstdio>

namespace troupe::hosts::cli {

int order_workflow(const std::string& order, const workflow_words& words, const host_flags& flags) {
  document::map arguments{{"action", document{order}}, {"workflow", document{words.name}}};
  if (order == "signal") {
    document::list payloads;
    for (const std::string& each : words.payloads) {
      auto made = control::parse_json(each);
      if (!made)
        return fail(fmt::format("payload {}: {} (a text has quotes of its own: '\"{}\"')", each, message_of(made.error()), each));
      payloads.push_back(std::move(*made));
    }
    arguments.emplace_back("topic", document{words.topic});
    arguments.emplace_back("payloads", document{std::move(payloads)});
  }
  if (order == "cancel")
    arguments.emplace_back("reason", document{words.reason});
  const auto answer = ask_host(flags, "workflow", std::move(arguments), control::patience::order);
  if (!answer)
    return fail(message_of(answer.error()));
  if (words.json)
    return print_json(*answer);
  const std::string pid = one_line(text_of(*answer, "pid"));
  if (order == "signal")
    std::printf("signal %s stored for %s\n", one_line(words.topic).c_str(), pid.c_str());
  else if (order == "cancel")
    std::printf("asked %s to end\n", pid.c_str());
  else
    std::printf("terminated %s\n", pid.c_str());
  return 0;
}

}  // namespace troupe::hosts::cli
