// Named commands of a bundle: `process.*` entries with `meta.command` (cli.md, "Named commands").
#pragma once

#include "config/diagnostic.hpp"
#include "registry/entry.hpp"
#include "registry/security_block.hpp"
#include "registry/snapshot.hpp"

#include <caf/expected.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace troupe::hosts {

struct command {
  std::string name;
  std::string summary;   // `short`
  entry_id entry;
  bool is_main = false;
  std::string use_case;  // `run` unless said otherwise
  registry::security_block security;
};

// By name. Takes any range of entries.
std::vector<command> commands_of(const std::vector<registry::entry_ptr>& entries);

// Errors: not_found with the platform's text.
caf::expected<command> find_command(const std::vector<command>& known, std::string_view name);

// What `meta.command` says of the command that an entry is, if it is one.
void check_command(const registry::entry& candidate, diagnostics& findings);

// A command's name is unique over all entries (cli.md, "Named commands").
void check_command_names(const std::vector<registry::entry>& entries, diagnostics& findings);

}  // namespace troupe::hosts
