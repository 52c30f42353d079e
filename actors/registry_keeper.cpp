#include "actors/registry_keeper.hpp"

#include "config/log.hpp"

#include <fmt/format.h>

namespace troupe::actors {

namespace {

// Warnings have no other place; errors are the answer of whoever asked.
void log_warnings(const diagnostics& findings) {
  for (const diagnostic& each : findings)
    if (each.level == severity::warning)
      log::warn("registry", each.body());
}

void tell(const change_answer& done, const change_outcome& what) {
  log_warnings(what.findings);
  if (done)
    done(what);
}

}  // namespace

registry_keeper::registry_keeper(caf::actor_config& config, registry::catalogue& entries)
  : caf::event_based_actor(config), entries_(entries) {}

caf::behavior registry_keeper::make_behavior() {
  return {
    [this](const apply_changes& what) {
      change_outcome made;
      auto applied = entries_.apply(what.changes, what.origin, made.findings);
      if (applied) {
        made.made = std::move(*applied);
        log::debug("registry", fmt::format("applied v{}", made.made->number),
                   document{document::map{{"changes", document{static_cast<int64_t>(what.changes.size())}}, {"by", document{what.origin.author}}}});
      } else {
        made.problem = std::move(applied.error());
      }
      tell(what.done, made);
    },
    [this](const apply_version& what) {
      change_outcome made;
      made.problem = entries_.apply_version(what.number, made.findings);
      if (!made.problem)
        made.made = entries_.current_version();
      tell(what.done, made);
    },
    [this](const use_registry& what) { what.work(entries_); },
  };
}

}  // namespace troupe::actors
