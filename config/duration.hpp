// Durations as bundles write them: `1h30m`, `250ms`, `1.5s`.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace troupe {

// Signed sequence of number and unit (ns us µs ms s m h); "0" is allowed, any other bare number is not.
// Nothing if the text is malformed or does not fit 64 bits of nanoseconds (about 292 years).
std::optional<std::chrono::nanoseconds> parse_duration(std::string_view text) noexcept;

// The canonical form: `1h30m45s`, `1.5s`, `250ms`, `0s`.
std::string format_duration(std::chrono::nanoseconds span);

// To three digits, for people: 95.240313ms is 95.2ms. From a minute on to whole seconds.
std::chrono::nanoseconds rounded_duration(std::chrono::nanoseconds span) noexcept;

}  // namespace troupe
