#include "config/environment.hpp"

#include <cstdlib>

namespace troupe {

environment process_environment() {
  return [](const std::string& name) -> std::optional<std::string> {
    const char* value = std::getenv(name.c_str());
    return value == nullptr ? std::nullopt : std::optional<std::string>{value};
  };
}

}  // namespace troupe
