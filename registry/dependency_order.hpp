// Entries with those they refer to first.
//
// Thread: pure functions.
#pragma once

#include "registry/entry.hpp"
#include "registry/references.hpp"

#include <functional>
#include <span>
#include <vector>

namespace troupe::registry {

using reference_extractor = std::function<std::vector<reference>(const entry&)>;

// For each entry the positions of those that it depends on, within the same set; ascending, without itself.
std::vector<std::vector<size_t>> dependencies_within(
  std::span<const entry* const> set, const reference_extractor& extract = references_of);

// Positions of a graph's nodes, dependencies first; where the graph leaves a choice, and within a cycle, the smaller rank goes first.
// Ranks are distinct.
std::vector<size_t> topological_order(const std::vector<std::vector<size_t>>& dependencies,
                                      const std::vector<size_t>& rank);

// Positions of `set`: dependencies first, ties and cycles by id.
std::vector<size_t> dependency_order(std::span<const entry* const> set,
                                     const reference_extractor& extract = references_of);

}  // namespace troupe::registry
