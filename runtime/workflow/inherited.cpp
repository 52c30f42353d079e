#include "runtime/workflow/inherited.hpp"

namespace troupe::runtime::workflow {

document to_document(const security::identity_ptr& who) {
  document made;
  if (who == nullptr)
    return made;
  if (who->actor != nullptr)
    made.set("actor", document{document::map{{"id", document{who->actor->id}}, {"meta", who->actor->meta}}});
  if (who->scope != nullptr) {
    document::list policies;
    for (const security::policy_ptr& each : who->scope->policies())
      policies.emplace_back(each->id());
    made.set("policies", document{std::move(policies)});
  }
  return made;
}

security::identity_ptr to_identity(const document& from, const security::policy_source* policies) {
  security::identity_ptr made = policies != nullptr && policies->strict() ? security::strict_nobody() : nullptr;
  if (const document* given = from.find("actor")) {
    auto who = std::make_shared<security::actor>();
    if (const document* id = given->find("id"))
      who->id = id->scalar_text();
    if (const document* meta = given->find("meta"))
      who->meta = *meta;
    made = security::with_actor(made, std::move(who));
  }
  const document* names = from.find("policies");
  if (names == nullptr || !names->is_list() || policies == nullptr)
    return made;
  std::vector<security::policy_ptr> known;
  for (const document& each : *names->as_list())
    if (security::policy_ptr found = policies->find(each.scalar_text()))
      known.push_back(std::move(found));
  return known.empty() ? made : security::with_scope(made, std::make_shared<const security::scope>(std::move(known)));
}

}  // namespace troupe::runtime::workflow
