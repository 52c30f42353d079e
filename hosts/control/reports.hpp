// Processes, services and hosts as the documents that `troupe ps` and `troupe status` show.
//
// Pure functions: what is known and what time it is come as arguments.
#pragma once

#include "actors/process_host.hpp"
#include "actors/process_info.hpp"
#include "actors/service_orders.hpp"
#include "config/document.hpp"
#include "config/metrics.hpp"
#include "registry/snapshot.hpp"

#include <string>
#include <vector>

namespace troupe::hosts::control {

struct moment {
  steady_time steady;
  wall_time wall;
};

// Sorted by host, then by age.
document describe_processes(std::vector<actors::process_info> all, const moment& now);

// `entries` tells the service's kind; may be null.
document describe_service(const actors::service_report& which, const registry::snapshot* entries, wall_time now);

document describe_host(const actors::process_host& which);

// `text` for Prometheus, `metrics` as data.
document describe_metrics(const std::vector<metric_family>& families);

// `2026-01-31T23:59:59Z`.
std::string time_text(wall_time when);
int64_t in_milliseconds(std::chrono::nanoseconds span);

}  // namespace troupe::hosts::control
