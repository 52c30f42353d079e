#include "actors/tree_definition.hpp"

#include "config/diagnostic.hpp"
#include "config/duration.hpp"

namespace troupe::actors {

namespace {

caf::error invalid(std::string text) {
  return make_error(errc::invalid, std::move(text));
}

caf::expected<restart_type> read_restart(const document& written) {
  const std::string text = written.scalar_text();
  for (const restart_type each : {restart_type::permanent, restart_type::transient, restart_type::temporary})
    if (text == name_of(each))
      return each;
  const std::string_view near = nearest_name(text, {"permanent", "transient", "temporary"});
  return invalid("restart \"" + text + "\" is none of permanent, transient, temporary" + suggestion(near));
}

caf::expected<std::chrono::nanoseconds> read_shutdown(const document& written) {
  const std::string text = written.scalar_text();
  if (text == "brutal")
    return brutal_kill;
  const auto span = written.as_string() != nullptr ? parse_duration(text) : std::nullopt;
  if (span && span->count() >= 0)
    return *span;
  return invalid("shutdown \"" + text + "\" is neither a duration nor brutal (write it like \"10s\" or \"500ms\")");
}

}  // namespace

std::optional<tree_strategy> strategy_named(std::string_view text) noexcept {
  for (const tree_strategy each : {tree_strategy::one_for_one, tree_strategy::one_for_all, tree_strategy::rest_for_one})
    if (text == name_of(each))
      return each;
  return std::nullopt;
}

caf::expected<child_definition> read_child(const document& written, std::string_view home) {
  child_definition made;
  const document* id = written.is_map() ? written.find("id") : &written;
  if (id == nullptr || id->as_string() == nullptr || id->as_string()->empty())
    return invalid("a child is the id of an entry, or a map with `id`, `restart` and `shutdown`");
  made.id = entry_id::relative(*id->as_string(), home);
  if (!written.is_map())
    return made;
  for (const auto& [name, value] : *written.as_map()) {
    if (name == "restart") {
      const auto type = read_restart(value);
      if (!type)
        return type.error();
      made.restart = *type;
    } else if (name == "shutdown") {
      const auto span = read_shutdown(value);
      if (!span)
        return span.error();
      made.shutdown = *span;
    } else if (name != "id") {
      return invalid("a child has no \"" + name + "\"" + suggestion(nearest_name(name, {"id", "restart", "shutdown"})));
    }
  }
  return made;
}

}  // namespace troupe::actors
