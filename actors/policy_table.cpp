#include "actors/policy_table.hpp"

#include "config/errc.hpp"

namespace troupe::actors {

using runtime::security::identity_ptr;
using runtime::security::policy_ptr;
using runtime::security::scope;

void policy_table::publish(const items& now) {
  auto made = std::make_shared<contents>();
  made->policies = now;
  std::map<std::string, scope> groups;
  for (const auto& [id, each] : now)
    for (const std::string& group : each.groups)
      groups[group] = groups[group].with(each.policy);
  for (auto& [group, policies] : groups)
    made->groups.emplace(group, std::make_shared<const scope>(std::move(policies)));
  std::atomic_store(&contents_, std::shared_ptr<const contents>{std::move(made)});
}

policy_ptr policy_table::find(std::string_view id) const {
  const auto known = now();
  const auto found = known->policies.find(id);
  return found == known->policies.end() ? nullptr : found->second.policy;
}

std::shared_ptr<const scope> policy_table::group(std::string_view id) const {
  const auto known = now();
  const auto found = known->groups.find(id);
  return found == known->groups.end() ? nullptr : found->second;
}

caf::expected<identity_ptr> policy_table::identity_of(const registry::security_block& from) const {
  namespace security = runtime::security;
  security::identity_ptr made;
  if (!from.actor_id.empty())
    made = security::with_actor(made, std::make_shared<const security::actor>(security::actor{from.actor_id, from.actor_meta}));
  if (!from.policies.empty() || !from.groups.empty()) {
    scope all;
    for (const entry_id& id : from.policies) {
      policy_ptr found = find(id.text());
      if (found == nullptr)
        return make_error(errc::not_found, "security: no policy " + id.text());
      all = all.with(std::move(found));
    }
    for (const entry_id& id : from.groups) {
      const auto found = group(id.text());
      if (found == nullptr)
        return make_error(errc::not_found, "security: no policy is in group " + id.text());
      for (const policy_ptr& each : found->policies())
        all = all.with(each);
    }
    made = security::with_scope(made, std::make_shared<const scope>(std::move(all)));
  }
  if (strict_ && made != nullptr)
    made = std::make_shared<const security::identity>(security::identity{made->actor, made->scope, true});
  return made;
}

}  // namespace troupe::actors
