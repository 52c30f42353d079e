// Which other entries an entry names: for the order of operations and of service starts.
//
// Thread: pure functions.
#pragma once

#include "registry/entry.hpp"

#include <functional>
#include <string_view>
#include <vector>

namespace troupe::registry {

struct reference {
  enum class target : uint8_t { entry, name_space, group, variable };
  target to = target::entry;
  entry_id id;  // for a namespace or group: its name in `id.name`; for an environment variable: public name, or its entry's id

  auto operator<=>(const reference&) const = default;
};

// A reference as text, seen from an entry of namespace `home`: bare names belong to it.
entry_id resolve_reference(std::string_view text, std::string_view home);

// Everything in meta and data that may name an entry (registry.md section 2), without duplicates, in a fixed order. Strings that name no
// entry are among them: the caller ignores what it does not find.
std::vector<reference> references_of(const entry& owner);

// Whether `${env:NAME}` in this field of an entry's data stands for a value. In Lua source it is the program's own text, as it is in the
// whole of `meta`, which describes an entry to people and programs and is searched as it is written.
bool resolves_placeholders(std::string_view kind, std::string_view field) noexcept;

// Services that must run first, as the author listed them: lifecycle `requires` and `depends_on`.
std::vector<entry_id> required_services(const entry& owner);

}  // namespace troupe::registry
