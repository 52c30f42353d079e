// The `lifecycle` block of a service, read with its defaults (registry.md section 7.1, troupe.md section 4).
#pragma once

#include "config/diagnostic.hpp"
#include "registry/entry.hpp"
#include "registry/security_block.hpp"

#include <chrono>
#include <cstdint>
#include <vector>

namespace troupe::registry {

struct restart_policy {
  std::chrono::nanoseconds initial_delay = std::chrono::seconds{1};
  std::chrono::nanoseconds delay_max = std::chrono::seconds{90};  // both zero: restart at once
  double backoff_factor = 2.0;
  double jitter = 0.1;
  uint32_t attempts_max = 0;  // 0 is unlimited
  bool delay_written = false; // the author gave initial_delay
};

enum class on_update : uint8_t { keep, upgrade, restart };

struct lifecycle {
  bool auto_start = false;
  bool required = true;
  std::vector<entry_id>
    requires_running;  // `requires` and `depends_on`, in order, without duplicates
  std::chrono::nanoseconds start_timeout = std::chrono::seconds{10};
  std::chrono::nanoseconds stop_timeout = std::chrono::seconds{10};
  std::chrono::nanoseconds stable_threshold = std::chrono::seconds{5};
  restart_policy restart;
  on_update update = on_update::keep;
  security_block security;
};

// Zero and absent values take the default; what is wrong goes to `findings`.
lifecycle read_lifecycle(const entry& owner, diagnostics& findings);

// The same for an entry that was checked.
lifecycle read_lifecycle(const entry& owner);

}  // namespace troupe::registry
