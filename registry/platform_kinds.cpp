#include "registry/platform_kinds.hpp"

#include <array>

namespace troupe::registry {

namespace {

constexpr auto table = std::to_array<platform_kind>({
  {"registry.entry", ""},
  {"ns.definition", ""},
  {"ns.requirement", ""},
  {"ns.dependency", ""},

  {"function.lua", "calls to it fail"},
  {"function.lua.bc", "calls to it fail"},
  {"function.wasm", "calls to it fail"},
  {"function.wat", "calls to it fail"},
  {"library.lua", "imports of it fail"},
  {"library.lua.bc", "imports of it fail"},
  {"module.lua", "imports of it fail"},
  {"process.lua", "it cannot be spawned"},
  {"process.lua.bc", "it cannot be spawned"},
  {"process.wasm", "it cannot be spawned"},
  {"workflow.lua", "it cannot be started"},
  {"workflow.lua.bc", "it cannot be started"},

  {"process.host", "nothing can be spawned on it"},
  {"process.service", "its process is not started"},
  {"process.supervisor", "its children are not supervised"},
  {"terminal.host", "no process can use the terminal"},
  {"workflow.host", "no workflow can run on it"},
  {"temporal.client", "workflows of its workers do not run"},
  {"temporal.worker", "no workflow can run on it"},

  {"env.storage.memory", "its variables are not found"},
  {"env.storage.os", "its variables are not found"},
  {"env.storage.file", "its variables are not found"},
  {"env.storage.static", "its variables are not found"},
  {"env.storage.router", "its variables are not found"},
  {"env.variable", "it is not found"},

  {"store.memory", "it cannot be opened"},
  {"store.sql", "it cannot be opened"},
  {"store.kv.raft", "it cannot be opened"},
  {"store.kv.crdt", "it cannot be opened"},
  {"db.sql.sqlite", "it cannot be opened"},
  {"db.sql.postgres", "it cannot be opened"},
  {"db.sql.mysql", "it cannot be opened"},
  {"db.cdc.postgres", "no changes are delivered"},
  {"fs.directory", "it cannot be opened"},
  {"fs.embed", "it cannot be opened"},
  {"cloudstorage.s3", "it cannot be opened"},
  {"config.aws", "what uses it fails"},
  {"queue.driver.memory", "its queues deliver nothing"},
  {"queue.driver.amqp", "its queues deliver nothing"},
  {"queue.driver.sqs", "its queues deliver nothing"},
  {"queue.queue", "publishing to it fails"},
  {"queue.consumer", "no message reaches its function"},

  {"http.service", "it does not listen"},
  {"http.router", "its routes are not served"},
  {"http.endpoint", "it is not served"},
  {"http.static", "it is not served"},
  {"network", "connections through it fail"},
  {"network.i2p", "connections through it fail"},
  {"network.socks5", "connections through it fail"},
  {"network.tailscale", "connections through it fail"},
  {"network.tor", "connections through it fail"},
  {"pg.scope", "its process groups stay empty"},

  {"security.policy", "it grants and denies nothing"},
  {"security.policy.expr", "it grants and denies nothing"},
  {"security.token_store", "it makes no tokens"},
  {"contract.definition", "it cannot be opened"},
  {"contract.binding", "it cannot be opened"},
  {"template.set", "its templates are not found"},
  {"template.jet", "it cannot be rendered"},
  {"exec.native", "it runs no commands"},
  {"exec.docker", "it runs no commands"},
});

}  // namespace

std::span<const platform_kind> platform_kinds() noexcept {
  return table;
}

}  // namespace troupe::registry
