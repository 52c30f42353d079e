// How layers of configuration are laid over each other, and how flags become values.
#pragma once

#include "config/diagnostic.hpp"
#include "config/document.hpp"
#include "config/errc.hpp"

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace troupe {

// Leaves of nested maps under dotted keys; lists, scalars and empty maps are leaves.
using flat_settings = std::map<std::string, document, std::less<>>;

// Adds the leaves of `tree` to `out`; a leaf replaces an equal key, and whatever an outer or inner key had said about the same place.
// `disable.namespaces.add` and `.remove`, and those of `disable.entries`, change the list that is there.
void flatten_into(flat_settings& out, const document& tree, std::string_view prefix = {});

// Replaces `${name}` in strings by the variable; text that is nothing else takes the variable's type. Unknown names stay.
void substitute_variables(document& tree, const document& variables);

// `section.path=value`: true/false, integer, decimal, else string. The failure's text is the platform's.
caf::expected<std::pair<std::string, document>> parse_set_flag(std::string_view flag);

// `ns:name:path=value`, several divided by commas: booleans in any letter case, integers in canonical form only.
caf::expected<std::vector<std::pair<std::string, document>>> parse_override_flag(
  std::string_view flag);

}  // namespace troupe
