#include "config/setting_table.hpp"

#include <algorithm>
#include <array>

namespace troupe {

namespace {

using enum setting_type;
using enum setting_state;

// Sorted by key.
constexpr auto table = std::to_array<setting>({
  {"cluster.enabled", boolean, "false", unavailable, "the node stays alone"},
  {"control.enabled", boolean, "true", ignored},
  {"dispatcher.http.idle_conn_timeout", duration, "0s", inert},
  {"dispatcher.http.max_clients", integer, "0", inert},
  {"dispatcher.http.max_idle_conns", integer, "0", inert},
  {"dispatcher.http.max_idle_per_host", integer, "0", inert},
  {"dispatcher.http.timeout", duration, "0s", inert},
  {"finder.query_cache_size", integer, "1000", ignored},
  {"finder.regex_cache_size", integer, "100", ignored},
  {"journal.batch_interval", duration, "10ms"},
  {"journal.map_size", bytes, "1T"},
  {"journal.path", string, ".troupe/journal"},
  {"journal.sync", string, "always", {}, {}, "always batch off"},
  {"logger.encoding", string, "console", used, {}, "console json"},
  {"logger.level", string, "\"\"", ignored},
  {"logger.mode", string, "\"\"", ignored},
  {"logmanager.min_level", integer, "0"},
  {"logmanager.propagate_downstream", boolean, "true"},
  {"logmanager.stream_to_events", boolean, "false"},
  {"lsp.enabled", boolean, "false", unavailable, "no language server listens"},
  {"lua.cache.compile.enabled", boolean, "true", ignored},
  {"lua.cache.dir", string, ".wippy/cache/lua", ignored},
  {"lua.cache.enabled", boolean, "false", ignored},
  {"lua.cache.mode", string, "readwrite", ignored},
  {"lua.cache.typecheck.enabled", boolean, "true", ignored},
  {"lua.invalidation_wait_timeout", duration, "30s", ignored},
  {"lua.main_cache_size", integer, "10000", inert},
  {"lua.proto_cache_size", integer, "60000", inert},
  {"lua.type_system.enabled", boolean, "false"},
  {"lua.type_system.strict", boolean, "false"},
  {"metrics.buffer.size", integer, "10000", inert},
  {"metrics.interceptor.enabled", boolean, "false", inert},
  {"modules.registry_url", string, "\"\"", ignored},
  {"network_service.default_network", string, "\"\"", ignored},
  {"network_service.state_dir", string, ".wippy/net", ignored},
  {"otel.enabled", boolean, "false", unavailable, "no traces or metrics are exported"},
  {"profiler.address", string, "localhost:6060", inert},
  {"profiler.enabled", boolean, "false", inert},
  {"profiler.idle_timeout", duration, "60s", inert},
  {"profiler.read_timeout", duration, "15s", inert},
  {"profiler.write_timeout", duration, "15s", inert},
  {"prometheus.address", string, "\"\"", inert},
  {"prometheus.enabled", boolean, "false", inert},
  {"registry.dependency_download_timeout", duration, "0s", ignored},
  {"registry.dependency_lock_path", string, "\"\"", ignored},
  {"registry.dependency_resolve_timeout", duration, "0s", ignored},
  {"registry.dependency_vendor_dir", string, "\"\"", ignored},
  {"registry.dispatch_internal_kinds", strings,
   "[registry.entry, ns.definition, ns.requirement, ns.dependency]"},
  {"registry.enable_history", boolean, "true"},
  {"registry.event_wait_timeout", duration, "30s"},
  {"registry.history_dsn", string, "\"\"", unavailable, "history is not kept in PostgreSQL"},
  {"registry.history_path", string, ".wippy/registry.db"},
  {"registry.history_schema", string, "\"\"", unavailable, "history is not kept in PostgreSQL"},
  {"registry.history_type", string, "memory"},
  {"relay.node_name", string, "\"\"", inert},
  {"security.strict_mode", boolean, "false"},
  {"shutdown.timeout", duration, "30s"},
  {"supervisor.host.buffer_size", integer, "1024", ignored},
  {"supervisor.host.worker_count", integer, "16", ignored},
  {"temporal.connect", boolean, "false", inert},
  {"watch", boolean, "false"},
});

static_assert(std::is_sorted(table.begin(), table.end(),
                             [](const setting& a, const setting& b) { return a.key < b.key; }));

}  // namespace

std::span<const setting> setting_table() noexcept {
  return table;
}

const setting* find_setting(std::string_view key) noexcept {
  const auto* const found =
    std::lower_bound(table.begin(), table.end(), key,
                     [](const setting& row, std::string_view wanted) { return row.key < wanted; });
  return found != table.end() && found->key == key ? found : nullptr;
}

}  // namespace troupe
