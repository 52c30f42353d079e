// The storages of the application's environment, one for each kind env.storage.* (io-modules.md section 10).
//
// Thread: any; each keeps its own order.
#pragma once

#include "actors/env_table.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace troupe::hosts {

// Values that last as long as the program.
std::shared_ptr<actors::env_storage> make_memory_storage();

// The environment of the operating system, read only.
std::shared_ptr<actors::env_storage> make_os_storage();

// Values written in the entry, read only.
std::shared_ptr<actors::env_storage> make_static_storage(std::map<std::string, std::string> values);

struct env_file_settings {
  std::filesystem::path path;
  bool create = false;
  unsigned file_mode = 0644;
  unsigned folder_mode = 0755;
};

// `KEY=VALUE` lines; `#` begins a comment. Read anew at every question, so that the file may be edited while the program runs; a write keeps
// the other lines and replaces the file in one step. Errors: not_found for a missing file that is not to be made.
std::shared_ptr<actors::env_storage> make_file_storage(env_file_settings settings);

// Asks others in order and writes to the first; they are found in `table`, which outlives it.
std::shared_ptr<actors::env_storage> make_router_storage(const actors::env_table& table, std::vector<std::string> storages);

}  // namespace troupe::hosts
