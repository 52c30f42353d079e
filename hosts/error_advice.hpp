// What the person at the terminal reads below a run-time error: where it is, that line, and what helps.
//
// Thread: plain functions.
#pragma once

#include "actors/explanation.hpp"
#include "registry/snapshot.hpp"

#include <string>
#include <string_view>

namespace troupe::hosts {

// Lines, each with its end; "" if nothing better is known than what the error says. `entry` is what was launched.
std::string advice_on(std::string_view error, std::string_view entry, const registry::snapshot& entries);

// The same for a log record: the place and what helps, without the line itself.
actors::explanation explanation_of(std::string_view error, const registry::snapshot& entries);

}  // namespace troupe::hosts
