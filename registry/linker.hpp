// Links modules: values of `ns.requirement` entries, taken from `ns.dependency` parameters, go to the entries they target.
#pragma once

#include "config/diagnostic.hpp"
#include "registry/entry.hpp"

#include <functional>
#include <vector>

namespace troupe::registry {

struct link_options {
  severity without_value = severity::warning;             // a requirement that nothing gives a value
  std::function<bool(const entry&)> of_interest = {};     // of the requirements; none: all
};

void link_requirements(std::vector<entry>& entries, diagnostics& findings, const link_options& how = {});

}  // namespace troupe::registry
