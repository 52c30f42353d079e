// The variables of the process, handed in so that a test can bring its own.
#pragma once

#include <functional>
#include <optional>
#include <string>

namespace troupe {

// The value of a variable; nothing if it is unset.
using environment = std::function<std::optional<std::string>(const std::string& name)>;

// Asks the operating system; for use before threads change the environment.
environment process_environment();

}  // namespace troupe
