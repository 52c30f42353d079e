// The kinds that bundles of the platform, and of troupe, may hold: known by name before anyone implements them.
#pragma once

#include <span>
#include <string_view>

namespace troupe::registry {

struct platform_kind {
  std::string_view name;
  std::string_view
    lost;  // what does not work while nobody handles it; "" for kinds that are stored as data
};

std::span<const platform_kind> platform_kinds() noexcept;

}  // namespace troupe::registry
