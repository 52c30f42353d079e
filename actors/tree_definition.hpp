// What the author of a supervisor says of it and of its children, as values (troupe.md section 5).
#pragma once

#include "actors/supervision_tree.hpp"
#include "config/document.hpp"
#include "config/errc.hpp"

#include <caf/expected.hpp>

#include <optional>
#include <string_view>
#include <vector>

namespace troupe::actors {

struct child_definition {
  entry_id id;
  restart_type restart = restart_type::transient;
  std::optional<std::chrono::nanoseconds> shutdown;  // none: its own lifecycle says
};

struct tree_definition {
  tree_strategy strategy = tree_strategy::one_for_one;
  uint32_t intensity = 1;
  std::chrono::nanoseconds period = std::chrono::seconds{5};
  std::vector<child_definition> children;
};

std::optional<tree_strategy> strategy_named(std::string_view text) noexcept;

// A child as lists of children and start_child have it: its id, or a map with `id`, `restart`, `shutdown`. Bare ids belong to `home`.
// Errors: invalid, in words that fit behind the name of the field.
caf::expected<child_definition> read_child(const document& written, std::string_view home);

}  // namespace troupe::actors
