// Modules for `ns.dependency` entries that come while the program runs: from the folder of modules, else those that come with the program.
//
// Thread: the registry's; a value of its own, nothing is shared with the bundle that was loaded.
#pragma once

#include "hosts/bundle_loader.hpp"
#include "registry/expansion.hpp"

namespace troupe::hosts {

class run_time_modules final : public registry::module_source {
public:
  explicit run_time_modules(const loaded_bundle& loaded);

  std::optional<std::vector<registry::entry>> load(const std::string& module, const std::vector<registry::wanted_version>& wanted,
                                                   diagnostics& findings) override;
  // The folder that holds the sources of a module that is there; nothing if it lies in a pack, or nowhere.
  std::optional<std::filesystem::path> folder_of(const std::string& module) const;

  void override_linked(std::vector<registry::entry>& entries, diagnostics& findings) override;

private:
  const host_config config_;
  const std::vector<registry::load_root> roots_;  // of the start
  const std::filesystem::path lock_;  // where it lies or would lie
};

}  // namespace troupe::hosts
