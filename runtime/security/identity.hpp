// On whose behalf a process runs, and what that lets it do.
//
// A process without an identity may do everything: the check that stands on the way of every message is a null pointer. In strict mode
// nobody is without one (`strict_nobody`).
// Thread: immutable; any.
#pragma once

#include "runtime/security/policy.hpp"

#include <memory>

namespace troupe::runtime::security {

struct identity {
  std::shared_ptr<const security::actor> actor;  // null: none is set
  std::shared_ptr<const security::scope> scope;  // null: none is set
  bool strict = false;                           // what lacks an actor or a scope may do nothing
};

using identity_ptr = std::shared_ptr<const identity>;

// Null: the identity of a process that was given none.
const identity_ptr& nobody() noexcept;
// The same in strict mode.
const identity_ptr& strict_nobody();

// With another actor, or another scope, than somebody who may be null.
identity_ptr with_actor(const identity_ptr& base, std::shared_ptr<const actor> who);
identity_ptr with_scope(const identity_ptr& base, std::shared_ptr<const scope> what);

// Whether that may be done: where actor and scope are set, what a policy allows; else everything, or nothing in strict mode.
bool permits(const identity* who, std::string_view action, std::string_view resource, const document* meta = nullptr);

// Who knows the policies of the application.
class policy_source {
public:
  virtual ~policy_source() = default;
  virtual policy_ptr find(std::string_view id) const = 0;                    // null: no such policy
  virtual std::shared_ptr<const scope> group(std::string_view id) const = 0;  // null: no policy is in such a group
  virtual bool strict() const noexcept = 0;
};

}  // namespace troupe::runtime::security
