#include "hosts/cli/offline_entries.hpp"

#include "config/errc.hpp"
#include "hosts/registry_past.hpp"
#include "hosts/state_folder.hpp"
#include "registry/bundle.hpp"

#include <cstdio>
#include <filesystem>
#include <memory>

namespace troupe::hosts::cli {

caf::expected<registry::snapshot> offline_entries(const std::string& path, const std::string& lock, const host_flags& flags,
                                                  const std::string& definitions_hint) {
  bundle_request request;
  request.flags = flags;
  if (!path.empty())
    request.path = path;
  if (!lock.empty())
    request.lock = lock;
  if (path.empty() && lock.empty() && !std::filesystem::exists("wippy.lock"))
    return make_error(errc::not_found, "lock file not found: wippy.lock (try: "
                                         + (registry::defines_entries(".") ? definitions_hint : std::string{"troupe init"}) + ")");
  diagnostics findings;
  const loaded_bundle bundle = load_bundle_for(request, findings);
  if (findings.has_errors())
    return make_error(errc::invalid, findings.text());
  registry::entry_changes changes;
  for (const registry::entry& each : bundle.entries)
    changes[each.id] = std::make_shared<const registry::entry>(each);
  const registry::snapshot files = registry::snapshot{}.with(changes);
  auto reached = with_past(bundle.config, state_path(flags, bundle.source.folder), files);
  if (reached)
    return reached;
  std::fprintf(stderr, "warning: %s; these are the files alone\n", message_of(reached.error()).c_str());
  return files;
}

}  // namespace troupe::hosts::cli
