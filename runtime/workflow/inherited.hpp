// On whose behalf a workflow runs, as a record keeps it: actor and names of policies (workflow.md section 6).
//
// Thread: any.
#pragma once

#include "runtime/security/identity.hpp"

namespace troupe::runtime::workflow {

// Null for nobody.
document to_document(const security::identity_ptr& who);

// Policies that are there no more are left out; a scope of which none is left is none.
security::identity_ptr to_identity(const document& from, const security::policy_source* policies);

}  // namespace troupe::runtime::workflow
