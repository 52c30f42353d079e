// Times by the specifiers of `os.date`, in the C locale. Thread: pure functions, no Lua.
#pragma once

#include "runtime/modules/time_layout.hpp"

#include <cstddef>
#include <span>
#include <string_view>

namespace troupe::runtime::modules {

// Writes as much of the text as fits and answers the whole text's size. Unknown specifiers are copied; %U and %W both give the
// ISO week.
size_t format_date(std::string_view format, const shown_time& when, std::span<char> to) noexcept;

}  // namespace troupe::runtime::modules
