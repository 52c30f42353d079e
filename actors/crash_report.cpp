#include "actors/crash_report.hpp"

#include "actors/explanation.hpp"
#include "config/duration.hpp"
#include "config/log.hpp"

namespace troupe::actors {

void log_crash(const crash_report& report, std::string_view decision, std::string_view service) {
  document fields{document::map{}};
  fields.set("entry", document{report.entry});
  fields.set("pid", document{report.pid.text()});
  fields.set("host", document{report.pid.host != nullptr ? *report.pid.host : std::string{}});
  if (!service.empty())
    fields.set("service", document{service});
  fields.set("error", document{report.why.message});
  if (!report.why.kind.empty())
    fields.set("kind", document{report.why.kind});
  if (!report.explained)
    add_explanation(fields, report.why.message);
  fields.set("decision", document{decision});
  if (!report.traceback.empty())
    fields.set("traceback", document{report.traceback});
  document::list topics;
  for (const std::string& each : report.topics)
    topics.emplace_back(each);
  fields.set("topics", document{std::move(topics)});
  fields.set("mailbox", document{static_cast<int64_t>(report.unread)});
  fields.set("memory_bytes", document{static_cast<int64_t>(report.memory_bytes)});
  fields.set("uptime", document{format_duration(rounded_duration(report.uptime))});
  fields.set("slices", document{static_cast<int64_t>(report.slices)});
  log::write(log::level::error, "process", "process failed", fields, log::shape::block);
}

}  // namespace troupe::actors
