// Nodes of a document by dotted path: `host.workers` is `workers` in the map `host`.
#pragma once

#include "config/document.hpp"

#include <string_view>

namespace troupe {

// The node at a path; a literal key with dots wins over nesting, null nodes count as absent.
const document* find_path(const document& tree, std::string_view path) noexcept;

// The node at a path, made if it is absent: missing maps are created, a node in the way that is no map is replaced. A literal key with
// dots wins here too.
document& make_path(document& tree, std::string_view path);

}  // namespace troupe
