#include "runtime/modules/notes.hpp"

#include <algorithm>
#include <iterator>

namespace troupe::runtime::modules {

namespace {

struct row {
  std::string_view name;
  module_notes notes;
};

// By name.
constexpr row rows[] = {
  {"archive", {"Archives of files", "encoding io nondeterministic"}},
  {"base64", {"Base64 encoding", "encoding deterministic"}},
  {"cdc", {"Changes of databases", "storage network nondeterministic"}},
  {"channel", {"Channels between coroutines", "deterministic"}},
  {"cloudstorage", {"Object storage", "storage network nondeterministic"}},
  {"compress", {"Compression", "encoding deterministic"}},
  {"contract", {"Contracts and their bindings", "process nondeterministic"}},
  {"crypto", {"Encryption, signatures, random values", "security nondeterministic"}},
  {"ctx", {"Inherited values", "deterministic"}},
  {"env", {"Environment variables of the application", "storage nondeterministic"}},
  {"errors", {"Structured errors", "deterministic"}},
  {"eval_runner", {"Code at run time", "process nondeterministic"}},
  {"events", {"Event bus", "process nondeterministic"}},
  {"excel", {"Workbooks", "encoding deterministic"}},
  {"exec", {"Programs of the operating system", "process io nondeterministic"}},
  {"expr", {"Expressions", "deterministic"}},
  {"fs", {"Files", "storage io nondeterministic"}},
  {"funcs", {"Function calls", "process nondeterministic workflow"}},
  {"hash", {"Hashes", "encoding deterministic"}},
  {"html", {"HTML sanitizing", "encoding deterministic"}},
  {"http", {"HTTP requests and responses of endpoints", "network nondeterministic"}},
  {"http_client", {"HTTP requests", "network io nondeterministic"}},
  {"hub", {"Module hub", "network nondeterministic"}},
  {"io", {"Terminal", "io nondeterministic"}},
  {"json", {"JSON", "encoding deterministic"}},
  {"loader", {"Bundles at run time", "storage nondeterministic"}},
  {"logger", {"Logging", "io nondeterministic workflow"}},
  {"metrics", {"Measurements", "nondeterministic"}},
  {"network", {"Networks", "network nondeterministic"}},
  {"os", {"Time and dates", "time nondeterministic workflow"}},
  {"payload", {"Payloads of messages and calls", "encoding deterministic"}},
  {"pg", {"Process groups", "process nondeterministic"}},
  {"process", {"Processes and messages", "process nondeterministic workflow"}},
  {"queue", {"Queues", "network nondeterministic"}},
  {"registry", {"Entries", "storage nondeterministic"}},
  {"security", {"Actors, scopes, policies", "security nondeterministic"}},
  {"sql", {"SQL databases", "storage nondeterministic"}},
  {"store", {"Key-value stores", "storage nondeterministic"}},
  {"stream", {"Streams", "io nondeterministic"}},
  {"subscribe", {"Topics of the mailbox", "deterministic"}},
  {"supervisor", {"Supervisors and their children", "process nondeterministic"}},
  {"system", {"The host", "nondeterministic"}},
  {"templates", {"Templates", "encoding deterministic"}},
  {"text", {"Regular expressions, differences, splitting", "encoding deterministic"}},
  {"time", {"Time and timers", "time nondeterministic workflow"}},
  {"treesitter", {"Syntax trees", "encoding deterministic"}},
  {"tty", {"Terminal screens", "io nondeterministic"}},
  {"unsubscribe", {"Topics of the mailbox", "deterministic"}},
  {"upstream", {"Upstream modules", "network nondeterministic"}},
  {"uuid", {"UUIDs", "nondeterministic workflow"}},
  {"websocket", {"WebSocket client", "network nondeterministic"}},
  {"workflow", {"Durable runs", "workflow"}},
  {"yaml", {"YAML", "encoding deterministic"}},
};

}  // namespace

module_notes notes_of(std::string_view module) noexcept {
  const auto found = std::lower_bound(std::begin(rows), std::end(rows), module,
                                      [](const row& each, std::string_view name) { return each.name < name; });
  return found == std::end(rows) || found->name != module ? module_notes{} : found->notes;
}

bool has_tag(std::string_view tags, std::string_view tag) noexcept {
  while (!tags.empty()) {
    const std::string_view first = first_tag(tags);
    if (first == tag)
      return true;
    tags.remove_prefix(std::min(tags.size(), first.size() + 1));
  }
  return false;
}

}  // namespace troupe::runtime::modules
