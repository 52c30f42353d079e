// The fields that describe a pool of workers, `host.…`, of those kinds on whose entries processes or workflows run.
#pragma once

#include "actors/process_limits.hpp"
#include "registry/schema.hpp"

#include <chrono>
#include <cstddef>

namespace troupe::hosts {

struct pool_settings {
  size_t workers = 1;
  std::chrono::nanoseconds quantum{};
  actors::process_limits bounds;
};

// As many as the machine has processors.
size_t workers_default() noexcept;

void add_pool_fields(registry::schema& to);

// What those fields say, which have been checked; `bounds` has its own defaults otherwise.
pool_settings read_pool(const registry::field_values& from);

}  // namespace troupe::hosts
