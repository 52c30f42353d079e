// A `security` block: on whose behalf the code of an entry runs (registry.md section 7.1; cli.md, "Named commands").
#pragma once

#include "config/field_reader.hpp"
#include "registry/entry.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace troupe::registry {

struct security_block {
  std::string actor_id;  // "": no actor
  document actor_meta = document::map{};
  std::vector<entry_id> groups;
  std::vector<entry_id> policies;
};

// Reads the block that `field` names, with bare ids in the owner's namespace. Whatever is not of the right shape is an error: a part that
// was passed over would leave the code without its bounds.
security_block read_security(field_reader& fields, std::string_view field, const entry& owner);

}  // namespace troupe::registry
