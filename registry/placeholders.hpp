// Values from the environment in entries: `${env:NAME}`, `${env:NAME|default}`, `${NAME|default}`, and `$${` for a literal `${`.
//
// Resolved when a kind handler decodes an entry; the registry itself always keeps the text as written. NAME is the public name or the
// id of an `env.variable`, never a variable of the operating system.
// Thread: pure functions.
#pragma once

#include "config/document.hpp"
#include "config/errc.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::registry {

// The value of a variable by public name or entry id; nothing if it is unset.
using variable_lookup = std::function<std::optional<std::string>(const std::string& name)>;

// A copy of `tree` with all placeholders resolved. A text that is one placeholder may become a boolean or a number, mixed text stays text.
// Fails (NotFound) where a variable without a default is unset.
caf::expected<document> resolve_placeholders(const document& tree, const variable_lookup& look_up);

// The same of one text that stays text whatever stands in it.
caf::expected<std::string> fill_placeholders(const std::string& text, const variable_lookup& look_up);

// The variables that a text names, in order.
std::vector<std::string> placeholder_names(std::string_view text);

// True if any text in the tree holds a placeholder.
bool has_placeholders(const document& tree);

// The older generation: where `<field>_env` names a variable that is set and not empty, its text replaces `field`. At every depth. Fields
// listed as numeric (`port`) become numbers where the text is one.
void apply_env_fields(document& tree, const variable_lookup& look_up,
                      const std::vector<std::string_view>& numeric_fields = {});

}  // namespace troupe::registry
