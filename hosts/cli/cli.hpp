// The command line: one file a command, each turning its words into a call of the parts that do the work.
//
// Exit codes: cli.md, "Exit codes and signals"; wrong usage is 1.
#pragma once

#include "config/host_config.hpp"

#include <functional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace troupe::hosts::cli {

int run(int argc, char** argv);

// What a chosen command does; set by the parser's callbacks, called after all words were read.
using action = std::function<int()>;

// `after_dashes`: the words behind `--`, which are the program's own.
void add_run(CLI::App& root, host_flags& flags, std::vector<std::string> after_dashes, action& chosen);
void add_test(CLI::App& root, host_flags& flags, std::vector<std::string> after_dashes, action& chosen);
void add_version(CLI::App& root, action& chosen);
void add_init(CLI::App& root, action& chosen);
void add_registry(CLI::App& root, host_flags& flags, action& chosen);
void add_lint(CLI::App& root, host_flags& flags, action& chosen);
void add_pack(CLI::App& root, host_flags& flags, action& chosen);
void add_metrics(CLI::App& root, host_flags& flags, action& chosen);
void add_ps(CLI::App& root, host_flags& flags, action& chosen);
void add_status(CLI::App& root, host_flags& flags, action& chosen);
void add_kill(CLI::App& root, host_flags& flags, action& chosen);
void add_reload(CLI::App& root, host_flags& flags, action& chosen);
void add_workflow(CLI::App& root, host_flags& flags, std::vector<std::string> after_dashes, action& chosen);
void add_services(CLI::App& root, host_flags& flags, action& chosen);  // start, stop, restart

// `Error: <text>` on stderr; answers 1.
int fail(const std::string& text);

}  // namespace troupe::hosts::cli
