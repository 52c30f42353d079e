#include "hosts/cli/ask.hpp"

#include "config/document_text.hpp"
#include "hosts/cli/text_table.hpp"

#include <cstdio>
#include <filesystem>

namespace troupe::hosts::cli {

caf::expected<document> ask_host(const host_flags& flags, std::string command, document::map arguments, control::patience wait) {
  const std::filesystem::path folder = flags.state_folder.empty() ? ".troupe" : flags.state_folder;
  auto answer = control::ask(folder, {std::move(command), document{std::move(arguments)}}, wait);
  if (answer)
    return answer;
  // It may quote a program's error, whose bytes are not for the terminal; lines are ours.
  std::string text = message_of(answer.error());
  for (char& c : text)
    if (c != '\n')
      c = one_line({&c, 1}).front();
  return make_error(code_of(answer.error()), std::move(text));
}

std::string service_status_of(const document& service) {
  const document* retrying = service.find("retrying");
  const bool again = retrying != nullptr && retrying->as_bool() != nullptr && *retrying->as_bool();
  return again ? "retrying" : text_of(service, "status");
}

int print_json(const document& answer) {
  std::puts(to_json(answer, json_layout::lines).c_str());
  return 0;
}

}  // namespace troupe::hosts::cli
