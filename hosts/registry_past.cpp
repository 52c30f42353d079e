#include "hosts/registry_past.hpp"

#include "config/files.hpp"
#include "config/log.hpp"
#include "runtime/journal/registry_history.hpp"

namespace troupe::hosts {

namespace {

constexpr std::string_view path_key = "registry.history_path";
constexpr std::string_view path_default = ".wippy/registry.db";

bool survives_restarts(const host_config& config) {
  return config.boolean("registry.enable_history") && config.string("registry.history_type") == "sqlite";
}

}  // namespace

std::filesystem::path history_folder(const host_config& config, const std::filesystem::path& state) {
  const std::string path = config.string(path_key);
  return path == path_default ? state / "registry" : std::filesystem::path{path};
}

caf::expected<std::unique_ptr<registry::history>> open_past(const host_config& config, const std::filesystem::path& state, past_use how) {
  const std::string type = config.string("registry.history_type");
  if (!config.boolean("registry.enable_history") || type == "nil")
    return registry::make_no_history();
  if (type != "sqlite") {
    if (type != "memory")
      log::warn("registry", "registry.history_type \"" + type + "\" is none of memory, sqlite, nil; history is kept in memory");
    return registry::make_memory_history();
  }
  auto past = runtime::journal::open_registry_history(history_folder(config, state));
  if (!past || how == past_use::restored)
    return past;
  if (caf::error problem = (*past)->move_head(0))
    return problem;
  return past;
}

caf::expected<registry::snapshot> with_past(const host_config& config, const std::filesystem::path& state, const registry::snapshot& files,
                                            registry::module_source& modules) {
  if (!survives_restarts(config))
    return files;
  const std::filesystem::path folder = history_folder(config, state);
  if (!is_folder(folder))
    return files;  // nothing was ever changed
  const auto past = runtime::journal::read_registry_history(folder);
  if (!past)
    return past.error();
  diagnostics unused;
  auto reached = registry::replay(**past, (*past)->head(), files, {(*past)->next_number(), &modules}, unused);
  if (!reached)
    return with_context(reached.error(), "history no longer fits the files");
  return reached;
}

}  // namespace troupe::hosts
