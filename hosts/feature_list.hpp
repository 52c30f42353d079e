// What this build has of the platform: entry kinds and Lua modules with their state.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace troupe::hosts {

struct feature {
  std::string name;
  std::string state;  // "available", "data" (a kind that is stored only), "unavailable"
};

struct feature_list {
  std::string engine;  // which LuaJIT, and whether it compiles
  std::vector<feature> kinds;
  std::vector<feature> modules;
};

feature_list list_features();
std::string to_json_text(const feature_list& features, std::string_view version);

}  // namespace troupe::hosts
