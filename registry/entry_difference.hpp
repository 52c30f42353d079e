// How two versions of an entry differ, for people: field by field, secrets masked.
//
// Thread: pure functions.
#pragma once

#include "registry/entry.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace troupe::registry {

struct field_change {
  std::string path;    // `kind`, `meta.title`, `source`, `pool.size`
  std::string before;  // short, on one line; "" if the field was absent
  std::string after;   // "" if it is gone
};

// In the order of the fields of `before`, then the new ones of `after`. Text of several lines is shown by its first line that changed.
std::vector<field_change> field_changes(const entry& before, const entry& after);

// Whether a value under this name is nobody's business: `password`, `api_key`, `DB_TOKEN`, ...
bool names_a_secret(std::string_view name);

}  // namespace troupe::registry
