#include "runtime/workflow/summary.hpp"

namespace troupe::runtime::workflow {

void run_summary::add(const activation& recorded, size_t size) {
  ++activations;
  bytes += size;
  latest_ns = recorded.time_ns;
  for (const job& each : recorded.jobs)
    switch (each.kind) {
      case job_kind::fire_timer:
      case job_kind::resolve_activity:
      case job_kind::resolve_child: end(each.command); break;
      case job_kind::resolve_child_start:
        if (each.failure)
          end(each.command);
        break;
      case job_kind::signal:
      case job_kind::cancel: break;
    }
  for (const command& each : recorded.commands) {
    ++commands;
    switch (each.kind) {
      case command_kind::schedule_activity:
      case command_kind::start_timer:
      case command_kind::start_child:
        if (!each.failure)
          open.insert_or_assign(commands, open_command{commands, recorded.time_ns, each, {}});
        break;
      case command_kind::cancel_activity:
      case command_kind::cancel_timer: end(static_cast<uint64_t>(each.number)); break;
      case command_kind::set_version: versions.set(each.name, document{each.number}); break;
      case command_kind::set_attributes: {
        const document changed = first_as_document(each.body);
        if (const document::map* groups = changed.as_map())
          for (const auto& [group, members] : *groups) {
            if (attributes.find(group) == nullptr)
              attributes.set(group, document{document::map{}});
            if (const document::map* all = members.as_map())
              for (const auto& [name, member] : *all)
                attributes.find(group)->set(name, member);
          }
        break;
      }
      default:
        if (closes(each.kind))
          open.clear();
        break;
    }
  }
}

caf::expected<run_summary> summarize(const store& in, const journal::read_txn& txn, uint64_t run) {
  run_summary made;
  const caf::error problem = in.each_event(txn, run, [&](uint64_t, std::string_view bytes) -> caf::error {
    const auto recorded = decode_activation(bytes);
    if (!recorded)
      return recorded.error();
    made.add(*recorded, bytes.size());
    return {};
  });
  if (problem)
    return problem;
  for (auto& [number, each] : made.open) {
    if (each.what.kind != command_kind::schedule_activity)
      continue;
    auto attempts = in.attempt(txn, run, number);
    if (!attempts)
      return attempts.error();
    each.attempts = std::move(*attempts);
  }
  return made;
}

}  // namespace troupe::runtime::workflow
