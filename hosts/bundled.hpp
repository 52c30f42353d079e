// Modules of the platform that come with the program, so that an app needs no hub for them: their files are in bundled/.
//
// They give way: a namespace that the app or its modules define is theirs, and an app's own test command is the one that runs.
#pragma once

#include "config/diagnostic.hpp"
#include "registry/entry.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace troupe::hosts {

enum class wants_tests : uint8_t { no, yes };

// Adds those that the entries ask for, by an import from the namespace or an `ns.dependency` on the module; for the test command also
// the test module, and a terminal if the app has none.
void add_bundled_modules(std::vector<registry::entry>& entries, wants_tests tests, diagnostics& findings);

}  // namespace troupe::hosts
