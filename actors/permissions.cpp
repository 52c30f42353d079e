// What a process may not do, in the platform's words (process.md section 20). The check of every effect stands with the effect.
#include "actors/local_node.hpp"

namespace troupe::actors {

using runtime::fault;

std::optional<fault> process::refusal(std::string_view action, std::string_view resource, std::string_view text, errc kind) const {
  if (who_ == nullptr)
    return std::nullopt;
  document attributes{document::map{}};
  attributes.set("pid", document{options_.id.text()});
  if (runtime::security::permits(who_.get(), action, resource, &attributes))
    return std::nullopt;
  return fault::of(kind, std::string{text} + ": " + std::string{resource});
}

std::optional<fault> process::refusal(const runtime::spawn_request& request) const {
  if (who_ == nullptr)
    return std::nullopt;
  if (request.execute) {
    if (auto why = refusal("process.exec", request.entry, "not allowed to exec"))
      return why;
  } else if (auto why = refusal("process.spawn", request.entry, "not allowed to spawn")) {
    return why;
  }
  if (request.monitor)
    if (auto why = refusal("process.spawn.monitored", request.entry, "not allowed to spawn monitored"))
      return why;
  if (request.link)
    if (auto why = refusal("process.spawn.linked", request.entry, "not allowed to spawn linked"))
      return why;
  if (auto why = refusal("process.host", request.host, "not allowed to use host"))
    return why;
  if (request.name.empty())
    return std::nullopt;
  if (auto why = refusal("process.registry.register", request.name, "not allowed to register"))
    return why;
  // Messages of a spawner whose name is taken go to its holder.
  const process_id holder = home_.names().lookup(request.name);
  return holder && !request.first_messages.empty() ? refusal("process.send", holder.text(), "not allowed to send") : std::nullopt;
}

std::optional<fault> process::refusal(runtime::signal_kind which, process_id target) const {
  if (who_ == nullptr)
    return std::nullopt;
  constexpr std::string_view verbs[] = {"cancel", "terminate", "monitor", "unmonitor", "link", "unlink"};
  const std::string verb{verbs[static_cast<size_t>(which)]};
  return refusal("process." + verb, target.text(), "not allowed to " + verb);
}

std::optional<fault> process::refusal(const runtime::eval_request& request) const {
  if (who_ == nullptr)
    return std::nullopt;
  std::optional<fault> why;
  const auto ask = [&](std::string_view action, std::string_view resource) {
    if (!why && !runtime::security::permits(who_.get(), action, resource))
      why = fault::of(errc::permission_denied, "permission denied: " + std::string{action} + (resource.empty() ? "" : " ") + std::string{resource});
  };
  ask(request.runs ? "eval.run" : "eval.compile", "");
  for (const std::string& module : request.modules)
    ask("eval.module", module);
  for (const auto& import : request.imports) {
    ask("eval.import", import.library);
    for (const std::string& module : import.modules)
      ask("eval.module", module);
  }
  for (const std::string& each : request.allowed_classes)
    ask("eval.class", each);
  return why;
}

std::optional<fault> process::refusal_to_send(process_id target) const {
  return refusal("process.send", target.text(), "not allowed to send");
}

}  // namespace troupe::actors
