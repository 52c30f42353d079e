#include "hosts/kinds/pool_fields.hpp"

#include "config/duration.hpp"
#include "config/limits.hpp"
#include "config/size.hpp"

#include <algorithm>
#include <thread>

namespace troupe::hosts {

size_t workers_default() noexcept {
  return std::max(1U, std::thread::hardware_concurrency());
}

void add_pool_fields(registry::schema& to) {
  using registry::field_type;
  to.optional("host", field_type::map)
    .optional("host.workers", field_type::integer, document{0})
    .at_least(0, "workers must be greater than 0")
    .at_most(1024)
    .optional("host.quantum", field_type::duration, document{format_duration(limits::quantum_default)})
    .optional("host.memory_limit", field_type::bytes, document{format_size(limits::memory_limit_default)})
    .optional("host.load_timeout", field_type::duration, document{format_duration(limits::load_timeout)});
}

pool_settings read_pool(const registry::field_values& from) {
  pool_settings made;
  const int64_t workers = from.integer("host.workers");
  made.workers = workers > 0 ? static_cast<size_t>(workers) : workers_default();
  made.quantum = std::max<std::chrono::nanoseconds>(from.duration("host.quantum"), limits::watchdog_period);
  made.bounds.memory_bytes = std::max<uint64_t>(from.bytes("host.memory_limit"), limits::memory_limit_least);
  made.bounds.load_timeout = from.duration("host.load_timeout");
  return made;
}

}  // namespace troupe::hosts
