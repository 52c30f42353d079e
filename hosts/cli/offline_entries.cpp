#include "hosts/cli/offline_entries.hpp"

#include "config/errc.hpp"
#include "hosts/registry_past.hpp"
#include "hosts/run_time_modules.hpp"
#include "hosts/state_folder.hpp"
#include "registry/bundle.hpp"

#include <cstdio>
#include <filesystem>

namespace troupe::hosts::cli {

caf::expected<loaded_bundle> offline_bundle(const std::string& path, const std::string& lock, const host_flags& flags,
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
  loaded_bundle bundle = load_bundle_for(request, findings);
  if (findings.has_errors())
    return make_error(errc::invalid, findings.text());
  return bundle;
}

caf::expected<registry::snapshot> offline_entries(const std::string& path, const std::string& lock, const host_flags& flags,
                                                  const std::string& definitions_hint) {
  const auto bundle = offline_bundle(path, lock, flags, definitions_hint);
  if (!bundle)
    return bundle.error();
  return entries_with_past(*bundle, state_path(flags, bundle->source.folder));
}

registry::snapshot entries_with_past(const loaded_bundle& bundle, const std::filesystem::path& state) {
  const registry::snapshot files = registry::snapshot_of(bundle.entries);
  run_time_modules modules{bundle};
  auto reached = with_past(bundle.config, state, files, modules);
  if (reached)
    return std::move(*reached);
  std::fprintf(stderr, "warning: %s; these are the files alone\n", message_of(reached.error()).c_str());
  return files;
}

}  // namespace troupe::hosts::cli
