#include "registry/kinds.hpp"

#include "config/duration.hpp"
#include "registry/platform_kinds.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace troupe::registry {

void validation_context::error(const entry& where, std::string_view field, std::string message,
                               std::string remedy) {
  const document* node = find_field(where, field);
  const bool placed = node != nullptr && node->mark().file;
  findings_.error(placed ? node->mark() : where.mark, where.id,
                  fmt::format("field \"{}\": {}", field, message), std::move(remedy));
}

const entry* validation_context::require(const entry& where, std::string_view field,
                                         const entry_id& id) {
  if (const entry* found = after_.find(id))
    return found;
  std::vector<entry_id> known;
  after_.each([&](const entry_ptr& each) { known.push_back(each->id); });
  error(where, field, fmt::format("no entry {}", id.text()), did_you_mean(nearest_id(id, known)));
  return nullptr;
}

kind_table::kind_table() {
  for (const platform_kind& known : platform_kinds()) {
    kind_definition kind{.name = std::string{known.name}};
    kind.state = known.lost.empty() ? kind_state::stored : kind_state::unavailable;
    kind.lost = std::string{known.lost};
    add(std::move(kind));
  }
}

kind_definition& kind_table::add(kind_definition kind) {
  kind_definition& place = kinds_[kind.name];
  place = std::move(kind);
  return place;
}

void kind_table::handle(std::string_view kind, kind_handler& handler) {
  const auto found = kinds_.find(kind);
  TROUPE_ASSERT(found != kinds_.end());
  found->second.handler = &handler;
  found->second.state = kind_state::handled;
}

const kind_definition* kind_table::find(std::string_view name) const noexcept {
  const auto found = kinds_.find(name);
  return found == kinds_.end() ? nullptr : &found->second;
}

std::vector<const kind_definition*> kind_table::all() const {
  std::vector<const kind_definition*> out;
  for (const auto& [name, kind] : kinds_)
    out.push_back(&kind);
  return out;
}

std::string kind_table::nearest(std::string_view name) const {
  std::vector<std::string_view> known;
  for (const auto& [each, kind] : kinds_)
    known.push_back(each);
  return std::string{nearest_name(name, known)};
}

void kind_table::stored_kinds(const std::vector<std::string>& names) {
  for (auto& [name, kind] : kinds_)
    if (kind.state == kind_state::stored
        && std::find(names.begin(), names.end(), name) == names.end())
      kind.state = kind_state::handled;
  for (const std::string& name : names) {
    kind_definition& kind = kinds_[name];
    kind.name = name;
    kind.state = kind_state::stored;
  }
}

home_lookup kind_table::variables_in(const snapshot& state) const {
  if (variables_)
    return variables_(state);
  return [](const std::string&, const std::string&) -> std::optional<std::string> { return std::nullopt; };
}

std::vector<reference> kind_table::references_of(const entry& written) const {
  const entry& owner = as_decoded(written);
  std::vector<reference> out = registry::references_of(owner);
  if (&owner != &written)  // which variables it reads is written there only
    for (const reference& each : registry::references_of(written))
      if (each.to == reference::target::variable)
        out.push_back(each);
  if (const kind_definition* kind = find(owner.kind)) {
    kind->fields.references(owner, out);
    if (kind->references)
      kind->references(owner, out);
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

reference_extractor kind_table::extractor() const {
  return [this](const entry& owner) { return references_of(owner); };
}

void kind_table::check(const entry& written, validation_context& context) const {
  const entry& candidate = as_decoded(written);
  const kind_definition* kind = find(candidate.kind);
  const bool handled = kind != nullptr && kind->state == kind_state::handled;
  if (kind == nullptr || (handled && kind->handler == nullptr)) {
    const std::string near = kind == nullptr ? nearest(candidate.kind) : std::string{};
    context.error(candidate, unknown_kind_text(candidate, operation_limit_),
                  near.empty() ? "" : fmt::format("did you mean \"{}\"?", near));
    return;
  }
  if (kind->state == kind_state::unavailable)
    return;
  const size_t before = context.findings().error_count();
  if (handled)
    kind->fields.check(candidate, context.findings());
  // A validator may rely on the types of the fields.
  if (kind->validate && context.findings().error_count() == before)
    kind->validate(candidate, context);
}

std::string unknown_kind_text(const entry& candidate, std::chrono::nanoseconds limit) {
  return fmt::format(
    "event handler timeout after {} for entry {} (kind: {}): no listener responded - "
    "no handler is registered for this kind",
    format_duration(limit), candidate.id.text(), candidate.kind);
}

}  // namespace troupe::registry
