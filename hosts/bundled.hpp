// Modules of the platform that come with the program, so that an app needs no hub for them: their files are in bundled/.
//
// They give way: a namespace that the app or its modules define is theirs, and an app's own test command is the one that runs.
#pragma once

#include "config/diagnostic.hpp"
#include "registry/entry.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::hosts {

enum class wants_tests : uint8_t { no, yes };

// The version of the platform's own modules whose surface they have.
inline constexpr std::string_view bundled_modules_version = "0.3.0";

// One of them, as a dependency gets it that names no other; nothing if none is called so.
std::optional<std::vector<registry::entry>> bundled_module(std::string_view module, diagnostics& findings);

// Adds those that the entries ask for, by an import from the namespace or an `ns.dependency` on the module; for the test command also
// the test module, and a terminal if the app has none.
void add_bundled_modules(std::vector<registry::entry>& entries, wants_tests tests, diagnostics& findings);

}  // namespace troupe::hosts
