// Amounts of bytes as configuration writes them: `256M`, `1G`, `512KB`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace troupe {

// An integer and one of B K M G T (also KB, KiB ..., any letter case), powers of 1024; a bare integer is bytes.
std::optional<uint64_t> parse_size(std::string_view text) noexcept;

// The largest unit that divides evenly: `256M`, `1T`, `1000`.
std::string format_size(uint64_t bytes);

}  // namespace troupe
