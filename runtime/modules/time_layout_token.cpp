#include "runtime/modules/time_layout_token.hpp"

namespace troupe::runtime::modules {

namespace {

using el = layout_element;

struct spelling {
  std::string_view text;
  layout_element what;
  bool whole_word = false;  // no small letter may follow: `Jan` is not part of `Janet`
  offset_style style;
};

// Longer spellings stand before those that they begin with.
constexpr spelling spellings[] = {
  {"January", el::month_name},
  {"Jan", el::month_short_name, true},
  {"Monday", el::week_day_name},
  {"Mon", el::week_day_short_name, true},
  {"MST", el::zone_name},
  {"002", el::year_day_padded},
  {"01", el::month_padded},
  {"02", el::day_padded},
  {"03", el::hour_of_12_padded},
  {"04", el::minute_padded},
  {"05", el::second_padded},
  {"06", el::year_of_century},
  {"15", el::hour},
  {"1", el::month},
  {"2006", el::year},
  {"2", el::day},
  {"__2", el::year_day_spaced},
  {"_2", el::day_spaced},
  {"3", el::hour_of_12},
  {"4", el::minute},
  {"5", el::second},
  {"PM", el::upper_half},
  {"pm", el::lower_half},
  {"-070000", el::zone_offset, false, {false, false, 3}},
  {"-07:00:00", el::zone_offset, false, {false, true, 3}},
  {"-0700", el::zone_offset, false, {false, false, 2}},
  {"-07:00", el::zone_offset, false, {false, true, 2}},
  {"-07", el::zone_offset, false, {false, false, 1}},
  {"Z070000", el::zone_offset, false, {true, false, 3}},
  {"Z07:00:00", el::zone_offset, false, {true, true, 3}},
  {"Z0700", el::zone_offset, false, {true, false, 2}},
  {"Z07:00", el::zone_offset, false, {true, true, 2}},
  {"Z07", el::zone_offset, false, {true, false, 1}},
};

bool small_letter(char c) noexcept {
  return c >= 'a' && c <= 'z';
}

const spelling* spelling_at(std::string_view rest) noexcept {
  if (rest.starts_with("_2006"))
    return nullptr;  // a literal `_` before the year, not a spaced day
  for (const spelling& each : spellings) {
    if (!rest.starts_with(each.text))
      continue;
    if (each.whole_word && rest.size() > each.text.size() && small_letter(rest[each.text.size()]))
      continue;
    return &each;
  }
  return nullptr;
}

// The size of `.000` or `,999` at the start, 0 if there is none: one digit repeated, and no other digit after it.
size_t fraction_at(std::string_view rest) noexcept {
  if (rest.size() < 2 || (rest[0] != '.' && rest[0] != ',') || (rest[1] != '0' && rest[1] != '9'))
    return 0;
  const size_t end = rest.find_first_not_of(rest[1], 1);
  if (end == std::string_view::npos)
    return rest.size();
  return is_digit(rest[end]) ? 0 : end;
}

}  // namespace

layout_token next_token(std::string_view& layout) noexcept {
  layout_token found;
  for (size_t i = 0; i < layout.size(); ++i) {
    const std::string_view rest = layout.substr(i);
    size_t size = fraction_at(rest);
    if (size > 0) {
      found.what = rest[1] == '0' ? el::fraction : el::fraction_trimmed;
      found.digits = size - 1;
    } else if (const spelling* known = spelling_at(rest)) {
      size = known->text.size();
      found.what = known->what;
      found.style = known->style;
    }
    if (size == 0)
      continue;
    found.literal = layout.substr(0, i);
    found.text = rest.substr(0, size);
    layout.remove_prefix(i + size);
    return found;
  }
  found.literal = layout;
  layout = {};
  return found;
}

}  // namespace troupe::runtime::modules
