// Conditions of `troupe registry list` and the look-up of `registry show`.
#pragma once

#include "config/errc.hpp"
#include "registry/entry.hpp"
#include "registry/snapshot.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::registry {

struct entry_query {
  std::string kind;               // glob, "" for any
  std::string name_space;         // glob
  std::string name;               // glob
  std::vector<std::string> meta;  // f=v  f~regex  f*part  f^beginning  f$end
};

// Sorted by id. Invalid for a condition without an operator or with a bad expression.
caf::expected<std::vector<entry_ptr>> select_entries(const snapshot& from,
                                                     const entry_query& query);

// A full id, or a name that only one entry has. `entry not found: X`; `ambiguous entry name "X", use full ID (namespace:name)`.
caf::expected<entry_ptr> lookup_entry(const snapshot& from, std::string_view id_or_name);

}  // namespace troupe::registry
