#include "runtime/security/identity.hpp"

namespace troupe::runtime::security {

const identity_ptr& nobody() noexcept {
  static const identity_ptr none;
  return none;
}

const identity_ptr& strict_nobody() {
  static const identity_ptr nobody = std::make_shared<const identity>(identity{nullptr, nullptr, true});
  return nobody;
}

identity_ptr with_actor(const identity_ptr& base, std::shared_ptr<const actor> who) {
  identity made = base != nullptr ? *base : identity{};
  made.actor = std::move(who);
  return std::make_shared<const identity>(std::move(made));
}

identity_ptr with_scope(const identity_ptr& base, std::shared_ptr<const scope> what) {
  identity made = base != nullptr ? *base : identity{};
  made.scope = std::move(what);
  return std::make_shared<const identity>(std::move(made));
}

bool permits(const identity* who, std::string_view action, std::string_view resource, const document* meta) {
  if (who == nullptr)
    return true;
  if (who->actor == nullptr || who->scope == nullptr)
    return !who->strict;
  return who->scope->evaluate({who->actor.get(), action, resource, meta}) == verdict::allow;
}

}  // namespace troupe::runtime::security
