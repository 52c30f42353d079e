// What the commands that talk to a running host share: where it is, and how its answers and silences are told.
#pragma once

#include "config/host_config.hpp"
#include "hosts/control/client.hpp"

#include <string>
#include <string_view>

namespace troupe::hosts::cli {

// Asks the host of --state DIR, else of ./.troupe. The error's text is for the person at the terminal.
caf::expected<document> ask_host(const host_flags& flags, std::string command, document::map arguments = {},
                                 control::patience wait = control::patience::none);

using control::list_of;
using control::number_of;
using control::text_of;

// Its status in a word: a failure that will be tried again is another matter than one that is final.
std::string service_status_of(const document& service);

// The answer as it came, for --json.
int print_json(const document& answer);

}  // namespace troupe::hosts::cli
