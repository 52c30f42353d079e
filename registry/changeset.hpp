// A list of operations that lead from one version of the registry to another.
//
// Thread: plain values.
#pragma once

#include "registry/dependency_order.hpp"
#include "registry/entry.hpp"
#include "registry/snapshot.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace troupe::registry {

enum class action : uint8_t { create, update, remove };

struct operation {
  action kind = action::create;
  entry_ptr item;  // remove: only its id counts

  static operation create(entry e) {
    return {action::create, std::make_shared<const entry>(std::move(e))};
  }
  static operation update(entry e) {
    return {action::update, std::make_shared<const entry>(std::move(e))};
  }
  static operation remove(const entry_id& id);
};

using change_set = std::vector<operation>;

// `entry.create`, `entry.update`, `entry.delete`: the platform's words.
std::string_view action_name(action kind) noexcept;

// The operations in the order in which handlers see them: what an entry refers to is created first and removed last; an entry goes after
// those that stop using it; otherwise removals first, then by id. Operations on one id keep their order.
change_set in_dependency_order(change_set operations, const snapshot& before,
                               const reference_extractor& extract = references_of);

// What leads from one list of entries to another, in dependency order. Of two entries with one id the last counts. A change of kind is
// a removal followed by a creation.
change_set build_delta(const std::vector<entry_ptr>& from, const std::vector<entry_ptr>& to,
                       const reference_extractor& extract = references_of);

// What leads from one version to another, not yet ordered.
change_set difference(const snapshot& from, const snapshot& to);

// Those who refer to what goes, as operations that change nothing: checked with the rest, they tell what they would miss.
change_set referring_to_removed(const change_set& operations, const snapshot& before, const reference_extractor& extract);

// The operations that undo `operations`, last first, given the state before them.
change_set inverse(const change_set& operations, const snapshot& before);

}  // namespace troupe::registry
