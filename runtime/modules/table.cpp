#include "runtime/modules/table.hpp"

#include "config/diagnostic.hpp"
#include "runtime/modules/open.hpp"

#include <string>

namespace troupe::runtime::modules {

namespace {

// Names without an opener belong to the platform and are refused with a clear message when a program uses them.
const std::vector<module_entry> modules{
  {"base64", open_base64, calls::pure},
  {"channel", open_channel, calls::pure, true},
  {"ctx", open_ctx, calls::pure},
  {"errors", open_errors, calls::pure, true},
  {"funcs", open_funcs, calls::recorded},
  {"hash", open_hash, calls::pure},
  {"io", open_io, calls::effects},
  {"json", open_json, calls::pure},
  {"logger", open_logger, calls::recorded},
  {"os", open_os, calls::recorded, true},
  {"payload", open_payload, calls::pure, true},
  {"process", open_process, calls::recorded, true},
  {"registry", open_registry, calls::effects},
  {"subscribe", open_subscribe, calls::pure, true},
  {"time", open_time, calls::recorded},
  {"unsubscribe", open_unsubscribe, calls::pure, true},
  {"uuid", open_uuid, calls::recorded},
  {"archive", nullptr, calls::effects},
  {"cdc", nullptr, calls::effects},
  {"cloudstorage", nullptr, calls::effects},
  {"compress", nullptr, calls::pure},
  {"contract", nullptr, calls::recorded},
  {"crypto", open_crypto, calls::recorded},
  {"env", open_env, calls::effects},
  {"eval_runner", open_eval_runner, calls::effects},
  {"events", open_events_bus, calls::effects},
  {"excel", nullptr, calls::effects},
  {"exec", nullptr, calls::effects},
  {"expr", open_expr, calls::pure},
  {"fs", open_fs, calls::effects},
  {"html", nullptr, calls::pure},
  {"http", nullptr, calls::effects},
  {"http_client", nullptr, calls::effects},
  {"hub", nullptr, calls::effects},
  {"loader", open_loader, calls::effects},
  {"metrics", open_metrics, calls::effects},
  {"network", nullptr, calls::effects},
  {"pg", nullptr, calls::effects},
  {"queue", nullptr, calls::effects},
  {"security", open_security, calls::effects},
  {"sql", nullptr, calls::effects},
  {"store", nullptr, calls::effects},
  {"stream", nullptr, calls::effects},
  {"supervisor", open_supervisor, calls::effects},
  {"system", open_system, calls::effects},
  {"templates", nullptr, calls::pure},
  {"text", open_text, calls::pure},
  {"treesitter", nullptr, calls::pure},
  {"tty", nullptr, calls::effects},
  {"upstream", nullptr, calls::effects},
  {"websocket", nullptr, calls::effects},
  {"workflow", open_workflow, calls::recorded},
  {"yaml", open_yaml, calls::pure},
};

}  // namespace

const std::vector<module_entry>& all() noexcept { return modules; }

const module_entry* find(std::string_view name) noexcept {
  for (const module_entry& each : modules)
    if (each.name == name)
      return &each;
  return nullptr;
}

std::string_view nearest(std::string_view name) noexcept {
  std::vector<std::string_view> names;
  for (const module_entry& each : modules)
    names.push_back(each.name);
  return nearest_name(name, names);
}

}  // namespace troupe::runtime::modules
