#include "registry/lifecycle.hpp"

#include "config/duration.hpp"
#include "config/field_reader.hpp"
#include "registry/references.hpp"

#include <algorithm>
#include <limits>

namespace troupe::registry {

namespace {

using std::chrono::nanoseconds;

nanoseconds positive(field_reader& fields, std::string_view field, nanoseconds fallback) {
  const nanoseconds span = fields.duration(field, fallback);
  if (span.count() < 0)
    fields.error(field, "a duration must not be negative");
  return span.count() <= 0 ? fallback : span;
}

double positive(field_reader& fields, std::string_view field, double fallback) {
  const double value = fields.number(field, fallback);
  return value > 0 ? value : fallback;
}

on_update read_on_update(field_reader& fields) {
  const std::string word =
    fields.choice("lifecycle.on_update", {"keep", "upgrade", "restart"}, "keep");
  return word == "upgrade"   ? on_update::upgrade
         : word == "restart" ? on_update::restart
                             : on_update::keep;
}

}  // namespace

lifecycle read_lifecycle(const entry& raw, diagnostics& findings) {
  const entry& owner = as_decoded(raw);
  lifecycle out;
  field_reader fields{owner.data, owner.mark, owner.id, findings};
  if (fields.map("lifecycle") == nullptr)
    return out;
  fields.known_members("lifecycle", {"auto_start", "startup", "requires", "depends_on", "start_timeout", "stop_timeout", "stable_threshold",
                                     "restart", "on_update", "security"});
  fields.known_members("lifecycle.restart", {"initial_delay", "max_delay", "backoff_factor", "jitter", "max_attempts"});
  out.auto_start = fields.boolean("lifecycle.auto_start", false);
  out.required = fields.scalar("lifecycle.startup") != "optional";
  out.start_timeout = positive(fields, "lifecycle.start_timeout", out.start_timeout);
  out.stop_timeout = positive(fields, "lifecycle.stop_timeout", out.stop_timeout);
  out.stable_threshold = positive(fields, "lifecycle.stable_threshold", out.stable_threshold);
  restart_policy& restart = out.restart;
  restart.initial_delay =
    positive(fields, "lifecycle.restart.initial_delay", restart.initial_delay);
  restart.delay_written = fields.has("lifecycle.restart.initial_delay");
  restart.delay_max = positive(fields, "lifecycle.restart.max_delay", restart.delay_max);
  // Zero counts as absent on the platform. An author who sets the delay *and* its cap to zero wants none, which no bundle written for
  // the platform says.
  const auto zero = [&](std::string_view field) {
    const document* written = fields.node(field);
    return written != nullptr && written->as_string() != nullptr && parse_duration(*written->as_string()) == nanoseconds{0};
  };
  if (zero("lifecycle.restart.initial_delay") && zero("lifecycle.restart.max_delay"))
    restart.initial_delay = restart.delay_max = nanoseconds{0};
  restart.backoff_factor =
    positive(fields, "lifecycle.restart.backoff_factor", restart.backoff_factor);
  restart.jitter = positive(fields, "lifecycle.restart.jitter", restart.jitter);
  restart.attempts_max = static_cast<uint32_t>(
    fields.integer("lifecycle.restart.max_attempts", 0, {0, std::numeric_limits<uint32_t>::max()}));
  out.update = read_on_update(fields);
  // Both spellings, for their findings; the ids themselves come merged.
  fields.string_or_strings("lifecycle.requires");
  fields.string_or_strings("lifecycle.depends_on");
  out.requires_running = required_services(owner);
  out.security = read_security(fields, "lifecycle.security", owner);
  return out;
}

lifecycle read_lifecycle(const entry& owner) {
  diagnostics unused;
  return read_lifecycle(owner, unused);
}

}  // namespace troupe::registry
