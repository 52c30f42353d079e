#include "hosts/control/reports.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace troupe::hosts::control {

namespace {

std::string host_of(process_id id) {
  return id.host == nullptr ? std::string{} : *id.host;
}

document ids(const std::vector<entry_id>& list) {
  document::list made;
  for (const entry_id& each : list)
    made.emplace_back(each.text());
  return document{std::move(made)};
}

std::string_view name_of(actors::process_host::state state) {
  constexpr std::string_view texts[] = {"stopped", "running", "stopping"};
  return texts[static_cast<size_t>(state)];
}

// The supervisor's states, and `waiting` for a service whose turn has not come.
std::string_view status_of(const actors::service_report& which) {
  if (which.pending)
    return "waiting";
  return which.state.now == actors::service_status::unknown ? "idle" : actors::name_of(which.state.now);
}

}  // namespace

int64_t in_milliseconds(std::chrono::nanoseconds span) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(span).count();
}

std::string time_text(wall_time when) {
  const std::time_t seconds = std::chrono::duration_cast<std::chrono::seconds>(when.time_since_epoch()).count();
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(seconds));
}

document describe_processes(std::vector<actors::process_info> all, const moment& now) {
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
    return a.id.host == b.id.host ? a.id.number < b.id.number : host_of(a.id) < host_of(b.id);
  });
  document::list made;
  made.reserve(all.size());
  for (const actors::process_info& each : all) {
    const auto age = std::max(now.steady - each.born, std::chrono::nanoseconds{0});
    made.emplace_back(document::map{{"pid", document{each.id.text()}},
                                    {"entry", document{each.entry}},
                                    {"host", document{host_of(each.id)}},
                                    {"status", document{name_of(each.status)}},
                                    {"mailbox", document{static_cast<int64_t>(each.unread)}},
                                    {"mailbox_bytes", document{static_cast<int64_t>(each.unread_bytes)}},
                                    {"memory", document{static_cast<int64_t>(each.memory_bytes)}},
                                    {"uptime_ms", document{in_milliseconds(age)}},
                                    {"started_at", document{time_text(now.wall - age)}}});
  }
  return document{std::move(made)};
}

document describe_service(const actors::service_report& which, const registry::snapshot* entries, wall_time now) {
  const registry::entry* found = entries == nullptr ? nullptr : entries->find(which.id);
  document made{document::map{}};
  made.set("id", document{which.id.text()});
  made.set("kind", document{found == nullptr ? std::string{} : found->kind});
  made.set("status", document{status_of(which)});
  if (which.process)
    made.set("pid", document{which.process.text()});
  made.set("retrying", document{which.state.retrying});
  made.set("restarts", document{static_cast<int64_t>(which.restarts)});
  made.set("failures", document{int64_t{which.state.failures}});
  made.set("last_error", document{which.last_error});
  made.set("since", document{time_text(which.since)});
  made.set("since_ms", document{std::max<int64_t>(in_milliseconds(now - which.since), 0)});
  made.set("needs", ids(which.needs));
  made.set("needed_by", ids(which.needed_by));
  if (!which.supervisor.empty())
    made.set("supervisor", document{which.supervisor.text()});
  return made;
}

document describe_host(const actors::process_host& which) {
  return document{document::map{{"id", document{*which.id()}},
                                {"status", document{name_of(which.now())}},
                                {"workers", document{static_cast<int64_t>(which.workers().workers())}},
                                {"processes", document{static_cast<int64_t>(which.living())}}}};
}

document describe_metrics(const std::vector<metric_family>& families) {
  constexpr std::string_view kinds[] = {"counter", "gauge", "histogram"};
  document::list list;
  for (const metric_family& each : families) {
    document::list all;
    for (const metric_series& series : each.series) {
      document::map labels;
      for (const auto& [name, value] : series.labels)
        labels.emplace_back(name, document{value});
      document shown{document::map{{"labels", document{std::move(labels)}}}};
      if (each.kind != metric_kind::histogram) {
        shown.set("value", document{series.value});
      } else {
        document::map buckets;
        for (size_t i = 0; i < metric_buckets.size(); ++i)
          buckets.emplace_back(fmt::format("{}", metric_buckets[i]), document{static_cast<int64_t>(series.buckets[i])});
        shown.set("count", document{static_cast<int64_t>(series.count)});
        shown.set("sum", document{series.value});
        shown.set("buckets", document{std::move(buckets)});
      }
      all.push_back(std::move(shown));
    }
    list.emplace_back(document::map{{"name", document{each.name}},
                                    {"kind", document{kinds[static_cast<size_t>(each.kind)]}},
                                    {"series", document{std::move(all)}}});
  }
  return document{document::map{{"text", document{to_prometheus(families)}}, {"metrics", document{std::move(list)}}}};
}

}  // namespace troupe::hosts::control
