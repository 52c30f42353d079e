#include "registry/security_block.hpp"

#include "registry/references.hpp"

#include <fmt/format.h>

namespace troupe::registry {

namespace {

std::vector<entry_id> ids(field_reader& fields, std::string_view field, const entry& owner) {
  std::vector<entry_id> out;
  for (const std::string& text : fields.string_or_strings(field))
    if (text.empty())
      fields.error(field, "an id must not be empty");
    else
      out.push_back(resolve_reference(text, owner.id.ns));
  return out;
}

}  // namespace

security_block read_security(field_reader& fields, std::string_view field, const entry& owner) {
  security_block made;
  if (fields.map(field) == nullptr)
    return made;
  const std::string within = std::string{field} + ".";
  const std::string actor = within + "actor";
  fields.known_members(field, {"actor", "groups", "policies"});
  fields.known_members(actor, {"id", "meta"});
  const document* written = fields.node(actor);
  const std::string id = written == nullptr ? std::string{} : written->scalar_text();
  const bool is_wrong = written != nullptr && fields.map(actor, id.empty() ? "" : fmt::format("write {{id: \"{}\"}}", id)) == nullptr;
  const bool has_id = fields.has(actor + ".id");
  if (has_id && fields.require(actor + ".id"))
    made.actor_id = fields.string(actor + ".id");
  if (const document* meta = fields.map(actor + ".meta"))
    made.actor_meta = *meta;
  made.groups = ids(fields, within + "groups", owner);
  made.policies = ids(fields, within + "policies", owner);
  if (!is_wrong && !has_id && !(made.groups.empty() && made.policies.empty()))
    fields.warn(field, "policies count only together with an actor", "add actor: {id: ...}");
  return made;
}

}  // namespace troupe::registry
