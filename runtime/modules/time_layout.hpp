// Layouts of times: a text that shows how the moment `Mon Jan 2 15:04:05 MST 2006` (zone -0700) would be written.
//
// lua-language.md part 2 `time` lists the elements; everything else in a layout is literal. Thread: pure functions, no Lua.
#pragma once

#include "runtime/modules/civil_time.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace troupe::runtime::modules {

namespace layouts {

inline constexpr std::string_view rfc3339 = "2006-01-02T15:04:05Z07:00";
inline constexpr std::string_view rfc3339_nano = "2006-01-02T15:04:05.999999999Z07:00";
inline constexpr std::string_view shown = "2006-01-02 15:04:05.999999999 -0700 MST";  // by tostring

}  // namespace layouts

// A moment as clocks of a zone show it.
struct shown_time {
  civil_time civil;
  int nanosecond = 0;
  int32_t offset = 0;
  std::string_view abbreviation;  // "" shows the offset instead
};

// Writes as much of the text as fits and answers the whole text's size.
size_t format_layout(std::string_view layout, const shown_time& when, std::span<char> to) noexcept;

// What a text says about a time. Views point into the text.
struct parsed_time {
  civil_time civil{.year = 0};
  int nanosecond = 0;
  bool utc = false;               // the text names UTC
  std::optional<int32_t> offset;  // the text gives an offset
  std::string_view abbreviation;  // the text names a zone
};

// Why a text does not fit its layout. Views point into layout, text and constants.
struct layout_mismatch {
  std::string_view element;  // of the layout
  std::string_view rest;     // of the text, from where it failed
  std::string_view reason;   // "" if the text just does not look like the element
};

// Nothing if the text fits.
std::optional<layout_mismatch> parse_layout(std::string_view layout, std::string_view text,
                                            parsed_time& to) noexcept;

// The offset that a zone's name itself gives, as in `GMT+3`; nothing for other names.
std::optional<int32_t> offset_in_name(std::string_view abbreviation) noexcept;

}  // namespace troupe::runtime::modules
