// From the words of the command line to the entries that are to be registered. Starts nothing.
#pragma once

#include "config/diagnostic.hpp"
#include "config/host_config.hpp"
#include "config/yaml.hpp"
#include "registry/bundle.hpp"
#include "registry/entry.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

namespace troupe::hosts {

struct bundle_request {
  host_flags flags;
  std::optional<std::filesystem::path> path;  // `troupe run PATH`; else the lock of the working directory
  std::optional<std::filesystem::path> lock;  // `-l FILE` of the offline commands
  std::optional<bool> strict;                 // --strict, --lenient
  bool tests = false;                         // `troupe test`: with the bundled runner if the app has none
  std::shared_ptr<yaml_memory> known = {};    // for those who load again and again
};

struct loaded_bundle {
  host_config config;
  registry::bundle source;
  std::vector<registry::entry> entries;  // after override, disable, link
};

// Findings with errors mean: print them and stop.
loaded_bundle load_bundle_for(const bundle_request& request, diagnostics& findings);

}  // namespace troupe::hosts
