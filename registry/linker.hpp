// Links modules: values of `ns.requirement` entries, taken from `ns.dependency` parameters, go to the entries they target.
#pragma once

#include "config/diagnostic.hpp"
#include "registry/entry.hpp"

#include <vector>

namespace troupe::registry {

void link_requirements(std::vector<entry>& entries, diagnostics& findings);

}  // namespace troupe::registry
